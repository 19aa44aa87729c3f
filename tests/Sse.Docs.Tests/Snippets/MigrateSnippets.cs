using System.Collections.Concurrent;
using System.Reactive.Linq;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The code of docs/migrate.md, before and after, run against one server: what each sees is asserted.</summary>
/// <remarks>That of LaunchDarkly.EventSource, before, is in <see cref="LaunchDarklySnippets"/>.</remarks>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class MigrateSnippets
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<string> _authorizations = new();
    private readonly BlockingCollection<string> _shown = [];

    [Test]
    public async Task A_loop_of_ones_own_misses_a_field_without_a_space_shows_half_an_event_and_sees_it_twice()
    {
        await using var server = await StartAsync();
        var (uri, wait) = (server.Uri, TimeSpan.FromMilliseconds(1));
        using var stopping = new CancellationTokenSource();
        var stop = stopping.Token;

        async Task ReadAsync()
        {
            #region MigrateLoopBefore
            using var http = new HttpClient();
            while (true)
            {
                using var reader = new StreamReader(await http.GetStreamAsync(uri, stop));
                while (await reader.ReadLineAsync(stop) is { } line)
                {
                    if (line.StartsWith("data: ", StringComparison.Ordinal))
                    {
                        Show(line[6..]);
                    }
                }

                await Task.Delay(wait, stop);
            }
            #endregion
        }

        var reading = ReadAsync();
        var shown = Shown(4);
        await stopping.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => reading.WaitAsync(Deadline));

        Assert.That(shown, Is.EqualTo(new[] { "a", "hal", "a", "hal" }));
        Assert.That(_asked.Take(2), Is.EqualTo(new[] { "", "" }));
    }

    [Test]
    public async Task The_same_loop_here_sees_each_event_once_and_whole()
    {
        await using var server = await StartAsync();
        var (uri, stop) = (server.Uri, CancellationToken.None);

        #region MigrateLoopAfter
        await foreach (var e in SseAsyncEnumerable.Connect(uri).WithCancellation(stop)) // or Subscribe, or ForEachAsync
        {
            Show(e.Data);
        }
        #endregion

        Assert.That(_shown, Is.EqualTo(new[] { "a", "b", "half\nand half" }));
        Assert.That(_asked, Is.EqualTo(new[] { "", "2", "3" }));
    }

    [Test]
    public async Task Options_of_the_LaunchDarkly_client_have_the_same_effect_here()
    {
        await using var server = await StartAsync();
        var (uri, token, lastEventId) = (server.Uri, "secret", "1");

        #region MigrateLaunchDarklyAfter
        var options = new SseOptions
        {
            RequestFactory = (_, _) => new(new HttpRequestMessage { Headers = { Authorization = new("Bearer", token) } }),
            LastEventId = lastEventId,
            ReconnectionTime = TimeSpan.FromSeconds(1),  // InitialRetryDelay
            IdleTimeout = TimeSpan.FromMinutes(5),       // ReadTimeout
            BackoffResetAfter = TimeSpan.FromMinutes(1), // BackoffResetThreshold
        };

        using var source = SseObservable.Signals(uri, options).Subscribe(
            signal => Show(signal switch
            {
                SseSignal.Opened => "open",
                SseSignal.Event { Value: var e } => $"{e.Type}: {e.Data}",
                SseSignal.Disconnected lost => lost.CauseText,
                _ => "",
            }),
            error => Show(error.Message)); // not retryable. The other client would retry indefinitely
        #endregion

        Assert.That(
            Shown(5),
            Is.EqualTo(new[] { "open", "price: b", new SseStreamClosedException().Message, "open", "message: half\nand half" }));
        Assert.That(_asked.Take(2), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(_authorizations.Distinct(), Is.EqualTo(new[] { "Bearer secret" }));
    }

    /// <summary>
    /// A server that ends in the middle of an event, resumes after the ID it receives, and answers 204 after its third event.
    /// </summary>
    private Task<EventServer> StartAsync() => EventServer.StartAsync(context =>
    {
        var lastEventId = context.Request.Headers["Last-Event-ID"].ToString();
        _asked.Enqueue(lastEventId);
        _authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        context.Response.StatusCode = lastEventId == "3" ? 204 : 200;
        return lastEventId switch
        {
            "" => EventServer.SendAsync(context.Response, "retry: 1\nid: 1\ndata: a\n\nid: 2\nevent: price\ndata:b\n\nid: 3\ndata: hal"),
            "1" => EventServer.SendAsync(context.Response, "retry: 1\nid: 2\nevent: price\ndata:b\n\n"),
            "2" => EventServer.SendAsync(context.Response, "id: 3\ndata: half\ndata: and half\n\n"),
            _ => Task.CompletedTask,
        };
    });

    private void Show(string text)
    {
        if (text.Length > 0)
        {
            _shown.Add(text);
        }
    }

    private List<string> Shown(int count)
    {
        var shown = new List<string>();
        while (shown.Count < count)
        {
            Assert.That(_shown.TryTake(out var text, Deadline), $"only: {string.Join(", ", shown)}");
            shown.Add(text!);
        }

        return shown;
    }
}

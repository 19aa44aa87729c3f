using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The last events of a stream: of an error, and of a source that has completed.</summary>
public sealed class LastEventTests : AnswerFixture
{
    private static readonly string[] Paths = ["mapped", "result"];

    [Test]
    public async Task The_events_of_an_error_arrive_before_the_break(
        [ValueSource(nameof(Versions))] string version, [ValueSource(nameof(Paths))] string path, [ValueSource(nameof(Kinds))] string kind)
    {
        Options = Options with
        {
            UnfinishedEnd = SseUnfinishedEnd.Abort,
            ErrorEvents = error => [new($"{{\"error\":\"{error.GetType().Name}\"}}"), new("bye", "error", "7")],
            CompletionEvent = new("[DONE]"),
        };
        await using var server = await StartAsync(version, kind);
        using var response = await AskAsync(server, version, path);

        Source.OnError(new FormatException("secret"));
        await response.ReadUntilAsync("bye\nid: 7\n\n");

        Assert.That(await ReadToEndAsync(response), Is.EqualTo((
            "data: first\n\ndata: {\"error\":\"FormatException\"}\n\nevent: error\ndata: bye\nid: 7\n\n", true)));
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task The_events_of_an_error_arrive_before_the_retry_where_a_client_resumes(string kind)
    {
        Options = Options with { ErrorEvents = _ => [new("failed", "error")] };
        await using var server = await StartAsync("1.1", kind);
        using var response = await AskAsync(server, "1.1", "mapped");

        Source.OnError(new FormatException());

        var (text, isBroken) = await ReadToEndAsync(response);
        Assert.That(text, Does.Match("^data: first\n\nevent: error\ndata: failed\n\nretry: [0-9]{4}\n$"));
        Assert.That(isBroken, Is.False);
    }

    [Test]
    public async Task An_event_that_cannot_be_encoded_is_an_error_too()
    {
        Options = Options with { ErrorEvents = error => [new(error.GetType().Name)] };
        await using var server = await StartAsync("1.1", "observable");
        using var response = await AskAsync(server, "1.1", "result");

        Source.OnNext(new("x", "a\nb"));

        Assert.That(await ReadToEndAsync(response), Is.EqualTo(("data: first\n\ndata: ArgumentException\n\n", true)));
    }

    [Test]
    public async Task What_makes_the_events_runs_once_and_may_throw()
    {
        var calls = 0;
        Options = Options with { ErrorEvents = Fail };
        await using var server = await StartAsync("1.1", "observable");
        using var response = await AskAsync(server, "1.1", "result");

        Source.OnError(new FormatException());

        Assert.That(await ReadToEndAsync(response), Is.EqualTo(("data: first\n\ndata: before\n\n", true)));
        Assert.That(calls, Is.EqualTo(1));
        Assert.That(Logs.Entries, Has.One.Matches<(LogLevel, string? Event, Exception? Error)>(
            e => e is { Event: "ErrorEventsFailed", Error: InvalidOperationException }));

        IEnumerable<SseEvent> Fail(Exception error)
        {
            calls++;
            yield return new("before");
            throw new InvalidOperationException();
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task No_event_of_an_error_is_made_where_the_client_has_left(string kind)
    {
        var calls = 0;
        Options = Options with
        {
            ErrorEvents = _ =>
            {
                calls++;
                return [];
            },
        };
        await using var server = await StartAsync("1.1", kind);
        var response = await AskAsync(server, "1.1", "result");

        response.Dispose();
        await Waiting.UntilAsync(() => !Source.HasObservers, () => "The stream did not end.");

        Assert.That(calls, Is.Zero);
    }

    [Test]
    public async Task A_completed_stream_ends_with_its_event(
        [ValueSource(nameof(Versions))] string version, [ValueSource(nameof(Paths))] string path, [ValueSource(nameof(Kinds))] string kind)
    {
        Options = Options with { CompletionEvent = new("bye", "end"), ErrorEvents = _ => [new("failed")] };
        await using var server = await StartAsync(version, kind);
        using var response = await AskAsync(server, version, path);

        Source.OnCompleted();

        Assert.That(await ReadToEndAsync(response), Is.EqualTo(("data: first\n\nevent: end\ndata: bye\n\n", false)));
    }

    [Test]
    public async Task No_event_of_completion_ends_a_stream_that_has_reached_its_age([ValueSource(nameof(Paths))] string path)
    {
        Options = Options with { CompletionEvent = new("[DONE]") };
        await using var server = await StartAsync("1.1", "async");
        using var response = await AskAsync(server, "1.1", path);

        Advance(seconds: 1.25 * 3600);

        Assert.That((await ReadToEndAsync(response)).Text, Is.EqualTo("data: first\n\n"));
    }

    [Test]
    public async Task JSON_ends_with_an_event_that_is_not_serialized(
        [Values("observable", "async")] string kind, [Values("result", "mapped")] string path, [Values] bool hasTypeInfo)
    {
        var options = new SseServerOptions { CompletionEvent = new("[DONE]") };
        var numbers = Observable.Range(1, 2).Select(n => new SseEvent<int>(n));
        await using var server = await Server.StartAsync(app =>
        {
            var json = hasTypeInfo ? NumberContext.Default.Int32 : null; // otherwise as the application's options say
            app.MapPost("/result/observable", () => SseResults.Stream(numbers, json, options));
            app.MapPost("/result/async", () => SseResults.Stream(numbers.ToAsyncEnumerable(10), json, options));
            app.MapSse("/mapped/observable", _ => numbers, json, options);
            app.MapSse("/mapped/async", _ => numbers.ToAsyncEnumerable(10), json, options);
        });

        var uri = new Uri(server.Uri, $"{path}/{kind}");
        using var response = path == "mapped" ? await Http.GetAsync(uri) : await Http.PostAsync(uri, null);

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(":\ndata: 1\n\ndata: 2\n\ndata: [DONE]\n\n"));
    }

    [Test]
    public void An_event_of_completion_that_cannot_be_sent_is_refused_when_it_is_set()
    {
        Assert.That(() => new SseServerOptions { CompletionEvent = new("x", "a\nb") }, Throws.ArgumentException);
        Assert.That(() => new SseServerOptions { UnfinishedEnd = (SseUnfinishedEnd)3 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}

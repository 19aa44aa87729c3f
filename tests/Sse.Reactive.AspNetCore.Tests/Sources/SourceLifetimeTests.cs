using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A request ends after its source has ended, for every kind of source and every reason for which a stream ends.</summary>
public sealed class SourceLifetimeTests : ResponseFixture
{
    private static readonly string[] Reasons =
        ["client_closed", "completed", "source_failed", "too_slow", "max_connection_age", "shutdown"];

    private LogRecorder _logs = null!;
    private TestLifetime _lifetime = null!;
    private ServiceProvider _services = null!;
    private SourceKinds _source = null!;

    private static IEnumerable<string[]> StoppableSources =>
        from kind in SourceKinds.Stoppable
        from reason in Reasons
        where reason != "too_slow" || kind is not ("iterator" or "topic") // these are paced, and never too slow
        select new[] { kind, reason };

    private static IEnumerable<string[]> UnstoppableSources =>
        from kind in SourceKinds.Unstoppable
        from reason in Reasons
        where reason is not ("completed" or "source_failed") // then they end
        where reason != "too_slow" || kind != "ignoring-token"
        select new[] { kind, reason };

    [SetUp]
    public void SetUp()
    {
        (_logs, _lifetime, _source) = (new(), new(), new());
        _services = new ServiceCollection().AddLogging(l => l.AddProvider(_logs).SetMinimumLevel(LogLevel.Debug))
            .AddSingleton<IHostApplicationLifetime>(_lifetime).BuildServiceProvider();
    }

    [TearDown]
    public void TearDown()
    {
        _source.Dispose();
        _services.Dispose();
        _logs.Dispose();
        _lifetime.Dispose();
    }

    [TestCaseSource(nameof(StoppableSources))]
    public async Task A_request_ends_after_its_source(string kind, string reason)
    {
        using var client = await StartAsync(kind, reason);

        End(client, kind, reason);

        await client.DrainAsync();
        Assert.That(_source.HasEnded || kind == "topic", "The request has ended before its source.");
        Assert.That(_logs.Entries.Select(l => l.Event), Does.Not.Contain("SourceAbandoned"));
        Assert.That(_logs.Entries.Count(l => l.Level >= LogLevel.Error), Is.EqualTo(reason == "source_failed" ? 1 : 0));
    }

    [TestCaseSource(nameof(UnstoppableSources))]
    public async Task A_request_ends_without_a_source_that_does_not_stop(string kind, string reason)
    {
        using var client = await StartAsync(kind, reason);

        var ending = Task.Run(() => End(client, kind, reason)); // a thread that stops the source may have to wait for it
        if (reason == "too_slow") // before the client reads: it could keep up
        {
            await Waiting.UntilAsync(() => _logs.Entries.Any(l => l.Event == "TooSlow"), () => "The client was not too slow.");
        }

        await Waiting.UntilAsync(
            () => reason == "client_closed" ? _logs.Entries.Any(l => l.Event == "Ended") : IsCompleted(client),
            () => "The client did not receive the end of the stream.");
        Assert.That(client.Response.IsCompleted, Is.False, "The request waits for its source.");
        await Waiting.AdvanceUntilAsync(
            () => Advance(seconds: reason == "shutdown" ? 7 : 5),
            () => client.Response.IsCompleted,
            () => "The request waits longer than it may.");

        Assert.That(_source.HasEnded, Is.False);
        Assert.That(_logs.Entries.Count(l => l is { Event: "SourceAbandoned", Level: LogLevel.Warning }), Is.EqualTo(1));
        _source.Release();
        await ending.WaitAsync(Waiting.Deadline);
        await Waiting.UntilAsync(() => _source.HasEnded, () => "The source was lost.");
        Assert.That(_logs.Entries.Count(l => l.Level >= LogLevel.Error), Is.Zero);
    }

    private static bool IsCompleted(FakeClient client)
    {
        client.ReadAvailable();
        return client.IsCompleted;
    }

    private async Task<FakeClient> StartAsync(string kind, string reason)
    {
        Options = Options with
        {
            HeartbeatInterval = null,
            WriteTimeout = TimeSpan.FromDays(1),
            MaxConnectionAge = TimeSpan.FromHours(1),
            MaxQueuedMessages = 3,
            Overflow = reason == "too_slow" ? SseOverflowPolicy.Disconnect : SseOverflowPolicy.DropOldest,
        };
        var client = FakeClient.Start(_source.Stream(kind, Options), room: reason == "too_slow" ? 10 : 1_000_000_000, _services);
        await Waiting.UntilAsync(
            () => client.Flushes > 0 && (SourceKinds.IsPushedByTest(kind) || _source.HasBegun), () => "The source did not begin.");
        return client;
    }

    private void End(FakeClient client, string kind, string reason)
    {
        switch (reason)
        {
            case "client_closed":
                client.Abort();
                break;
            case "completed":
                _source.Complete();
                break;
            case "source_failed":
                _source.Fail();
                break;
            case "too_slow":
                for (var i = 0; i < 10 && SourceKinds.IsPushedByTest(kind); i++)
                {
                    _source.Push();
                }

                break;
            case "max_connection_age":
                Advance(seconds: 1.25 * 3600);
                break;
            default:
                _lifetime.StopApplication();
                Advance(seconds: 5);
                break;
        }
    }
}

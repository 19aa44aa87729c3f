using System.Reactive.Linq;
using System.Text;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Tests.Reconnecting;

/// <summary>
/// The client compared with single connections that Rx's own <c>RetryWhen</c> and <c>Delay</c> compose.
/// </summary>
public class ComposedClientTests
{
#if MUTANTS // fewer, because they run for hundreds of mutants
    private const int Scripts = 30;
#else
    private const int Scripts = 1000;
#endif

    [SetUp]
    public void LeaveTheContext() => SynchronizationContext.SetSynchronizationContext(null); // virtual time stays on this thread

    [Test]
    public void The_pushed_client_equals_the_composition_in_events_requests_and_times()
    {
        var (events, attempts) = (0, 0);
        for (var seed = 0; seed < Scripts; seed++)
        {
            var expected = Play(seed, Composed);
            var actual = Play(seed, SseObservable.Connect);

            Assert.That(actual.Events, Is.EqualTo(expected.Events), $"script {seed}");
            Assert.That(actual.Attempts, Is.EqualTo(expected.Attempts), $"script {seed}");
            events += actual.Events.Count;
            attempts += actual.Attempts.Count;
        }

        Assert.That(events, Is.GreaterThan(5 * Scripts)); // else the scripts show little
        Assert.That(attempts, Is.GreaterThan(3 * Scripts));
    }

    [Test]
    public void Pulled_it_is_the_same()
    {
        for (var seed = 0; seed < Scripts; seed++)
        {
            var pushed = Play(seed, SseObservable.Connect);
            var server = RandomServer(seed);
            var pulled = Record(
                server, server.Run(SseAsyncEnumerable.Connect(server.Transport, Options(server)), TimeSpan.FromMinutes(10)));

            Assert.That(pulled.Events, Is.EqualTo(pushed.Events), $"script {seed}");
            Assert.That(pulled.Attempts, Is.EqualTo(pushed.Attempts), $"script {seed}");
        }
    }

    /// <summary>Single connections under <c>Defer(connect).RetryWhen(losses => losses.Delay(...))</c>, which the loop replaces.</summary>
    private static IObservable<SseEvent> Composed(SseTransport transport, SseOptions options)
    {
        var (id, retry, attempt) = ("", options.ReconnectionTime, 0);
        return Observable
            .Defer(
                () => SseObservable.Signals(Numbered, options with { LastEventId = id, ReconnectionTime = retry, ReconnectPolicy = Once }))
            .Do(signal => (id, retry) = signal switch
            {
                SseSignal.Event e => (e.Value.LastEventId, retry),
                SseSignal.IdChanged changed => (changed.LastEventId, retry),
                SseSignal.RetryChanged changed => (id, changed.ReconnectionTime),
                _ => (id, retry),
            })
            .RetryWhen(losses => losses.Delay(loss =>
                loss is SseResponseException { StatusCode: 404 }
                    ? Observable.Throw<long>(loss)
                    : Observable.Timer(retry, options.Scheduler)))
            .Events();

        ValueTask<SseResponse> Numbered(SseAttempt single, CancellationToken token) => transport(single with { Number = ++attempt }, token);

        static SseReconnectDecision Once(SseReconnectContext context) =>
            context.Cause is SseResponseException { StatusCode: 204 } ? SseReconnectDecision.Complete : SseReconnectDecision.Fail;
    }

    private static Played Play(int seed, Func<SseTransport, SseOptions, IObservable<SseEvent>> client)
    {
        var server = RandomServer(seed);
        return Record(server, server.Run(client(server.Transport, Options(server)), TimeSpan.FromMinutes(10)));
    }

    /// <summary>Without backoff the delay is the reconnection time, which is what the composition waits.</summary>
    private static SseOptions Options(SseScript server) => server.Options with { MaxBackoffDelay = TimeSpan.Zero };

    /// <summary>A few connections that end in every way, in mid-event or between events, and refusals; then 204, 404 or silence.</summary>
    private static SseScript RandomServer(int seed)
    {
        var random = new Random(seed);
        var server = new SseScript(new TestScheduler(), TimeSpan.FromSeconds(1));
        var eventId = 0;
        for (var connection = 0; connection < 6; connection++)
        {
            if (random.Next(5) == 0)
            {
                _ = random.Next(2) == 0 ? server.Refuse() : server.Then(503);
                continue;
            }

            var marbles = new StringBuilder();
            var letters = new List<(char, SseMarble)>();
            for (var letter = 'a'; letter < 'a' + random.Next(5); letter++)
            {
                marbles.Append('-', random.Next(3)).Append(letter);
                letters.Add((letter, SseMarble.Wire(Piece(random, ref eventId))));
            }

            marbles.Append('-', random.Next(2)).Append(random.Next(2) == 0 ? '|' : '#');
            server.Connection(marbles.ToString(), [.. letters]);
        }

        return random.Next(3) switch
        {
            0 => server.Then(204),
            1 => server.Then(404),
            _ => server.Silence(),
        };
    }

    private static string Piece(Random random, ref int eventId) => random.Next(9) switch
    {
        0 => $"retry: {1000 * (1 + random.Next(4))}\n",
        1 => $"id: {++eventId}\n\n",
        2 => ": comment\n\n",
        3 => $"id: {++eventId}\ndata: unfinished {eventId}\n",
        4 => $"data: a\n\nid: {++eventId}\ndata: b\n\ndata: half",
        _ => $"\n\nid: {++eventId}\nevent: tick\ndata: {eventId}\n\n",
    };

    private static Played Record(SseScript server, Observed<SseEvent> seen) => new(
        [.. seen.Messages.Select(m => (m.At, m.Notification.Exception?.GetType().Name ?? $"{m.Notification}"))],
        [.. server.Attempts.Select(a => (a.At, a.Number, a.LastEventId))]);

    private sealed record Played(
        IReadOnlyList<(TimeSpan At, string What)> Events, IReadOnlyList<(TimeSpan At, int Number, string LastEventId)> Attempts);
}

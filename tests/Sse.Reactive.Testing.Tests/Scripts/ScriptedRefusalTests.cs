using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Attempts without a response.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class ScriptedRefusalTests(string scheduler) : VirtualTimeFixture
{
    private SseScript _server = null!;

    [SetUp]
    public void SetUp() => _server = NewScript(scheduler);

    [Test]
    public void A_refused_attempt_has_no_response()
    {
        var error = new HttpRequestException("no route");
        _server.Refuse(after: 2 * Frame).Refuse(error).Silence();

        _server.Run(Connect(), until: TimeSpan.FromSeconds(10));

        _server.ExpectOpen("^-!", "-- 3s (^!)", "-- 9s ^");
        Assert.That(
            _server.Attempts.Select(a => a.Previous?.Message),
            Is.EqualTo(new[] { null, "The connection was refused.", "no route" }));
        Assert.That(_server.Attempts.Select(a => a.Number), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public void Silence_lasts_until_the_client_gives_up()
    {
        _server.Silence().Silence();

        _server.Run(Connect(_server.Options with { IdleTimeout = 5 * Frame }), until: TimeSpan.FromSeconds(3.01));

        _server.ExpectOpen("^----!", "----- 3s ^");
    }

    private IObservable<SseEvent> Connect(SseOptions? options = null) =>
        SseObservable.Connect(_server.Transport, options ?? _server.Options);
}

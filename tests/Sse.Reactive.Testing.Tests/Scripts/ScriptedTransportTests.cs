using System.Reactive.Concurrency;
using System.Text;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Answers of another transport.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class ScriptedTransportTests(string scheduler) : VirtualTimeFixture
{
    private SseScript _server = null!;

    [SetUp]
    public void SetUp() => _server = NewScript(scheduler);

    [Test]
    public void Another_transport_can_answer()
    {
        _server
            .Then((attempt, _) => new(new SseResponse(new MemoryStream(Encoding.UTF8.GetBytes($"data: {attempt.Number}\n\n")))))
            .Then(204);

        _server.Run(Connect(), until: TimeSpan.FromSeconds(5)).ToBe("a 2990ms |", ('a', "1"));
    }

    [Test]
    public void The_answers_of_another_transport_are_recorded_and_passed_on()
    {
        var busy = new Dictionary<string, string> { ["Retry-After"] = "5" };
        _server
            .Then((_, _) => new(new SseResponse(new MemoryStream()) { StatusCode = 503, Headers = busy }))
            .Then((_, _) => throw new HttpRequestException("no route"))
            .Then((_, _) => new(new SseResponse(new MemoryStream()) { ContentType = "text/html", Uri = new("http://elsewhere.test/") }));

        var seen = _server.Run(Connect(), until: TimeSpan.FromSeconds(20));

        _server.ExpectOpen("(^!)", "5s (^!)", "5s 6s (^!)");
        Assert.That(_server.Attempts.Select(a => a.OpenedAt is null), Is.EqualTo(new[] { false, true, false }));
        Assert.That(((SseResponseException)seen.Error!).ContentType, Is.EqualTo("text/html"));
        Assert.That(seen.Error!.Message, Does.Contain("http://elsewhere.test/"));
    }

    [Test]
    public void A_response_after_the_client_has_left_is_closed()
    {
        var late = new TaskCompletionSource<SseResponse>();
        _server.Then((_, _) => new(late.Task));
        using var answering = _server.Scheduler.Schedule(5 * Frame, () => late.SetResult(new(new MemoryStream("data: a\n\n"u8.ToArray()))));

        _server.Expect(Connect(), "^-!").ToBe("----------");
        _server.ExpectOpen("       ^----!");
    }

    [Test]
    public void A_transport_that_returns_null_is_an_error() =>
        Assert.That(
            _server.Then((_, _) => new((SseResponse)null!)).Run(Connect(), until: Frame).Error!.InnerException!.Message,
            Does.StartWith("The transport returned no response."));

    private IObservable<SseEvent> Connect(SseOptions? options = null) =>
        SseObservable.Connect(_server.Transport, options ?? _server.Options);
}

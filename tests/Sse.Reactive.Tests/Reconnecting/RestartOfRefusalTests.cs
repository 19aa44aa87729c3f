using System.IO.Pipelines;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseOptions.Restart"/> between a failed attempt and the decision about the next one: it connects at once.</summary>
public class RestartOfRefusalTests : HttpTests
{
    private Subject<Unit> _restart = null!;

    /// <summary>Options that would end the sequence.</summary>
    private SseOptions FailingOptions =>
        Server.Options with { Restart = _restart, MaxConsecutiveFailures = 1, ReconnectPolicy = SseReconnect.Never };

    [SetUp]
    public void SetUp() => _restart = new();

    [TearDown]
    public void TearDown() => _restart.Dispose();

    [Test]
    public void While_its_body_is_read([Values(401, 503)] int status, [Values] bool isPushed)
    {
        var endless = new Pipe(new(readerScheduler: PipeScheduler.Inline)); // a cancelled read ends at its virtual time
        Server.Then((_, _) => new(new SseResponse(endless.Reader.AsStream()) { StatusCode = status })).Connection("a");
        RestartAt(2);

        var seen = (isPushed
            ? Server.Run(Signals(FailingOptions), TimeSpan.FromSeconds(30))
            : Server.Run(SseAsyncEnumerable.Signals(Server.Transport, FailingOptions), TimeSpan.FromSeconds(30))).Values;

        var lost = seen.OfType<SseSignal.Disconnected>().Single();
        Assert.That((lost.Reason, lost.Delay), Is.EqualTo((SseDisconnectReason.Restart, TimeSpan.Zero)));
        Assert.That(Seconds, Is.EqualTo(new[] { 0d, 2 }).Within(0.001));
    }

    [Test]
    public void While_the_policy_decides([Values] bool isPushed)
    {
        Server.Then(401).Connection("a");
        var options = FailingOptions with
        {
            ReconnectPolicy = _ =>
            {
                _restart.OnNext(Unit.Default);
                return SseReconnectDecision.Fail;
            },
        };

        var seen = isPushed
            ? Server.Run(Connect(options), TimeSpan.FromSeconds(30))
            : Server.Run(SseAsyncEnumerable.Connect(Server.Transport, options), TimeSpan.FromSeconds(30));

        Assert.That(seen.Values.Select(e => e.Data), Is.EqualTo(new[] { "a" }));
        Assert.That(Seconds, Is.EqualTo(new[] { 0d, 0 }).Within(0.001));
    }

    [Test]
    public void While_the_next_request_is_asked_for([Values] bool isPushed)
    {
        Server.Then(503).Connection("a");
        RestartAt(1);
        var options = FailingOptions with
        {
            HttpClient = Client,
            ReconnectPolicy = SseReconnect.Default,
            CanResend = (_, _) => true,
            RequestFactory = (attempt, _) => attempt.Number == 1
                ? new(Post())
                : new(Observable.Timer(TimeSpan.FromSeconds(2), Scheduler).Select(_ => Post()).ToTask()),
        };

        var seen = isPushed
            ? Server.Run(SseObservable.Connect(Uri, options), TimeSpan.FromSeconds(30))
            : Server.Run(SseAsyncEnumerable.Connect(Uri, options), TimeSpan.FromSeconds(30));

        Assert.That((seen.Error, string.Concat(seen.Values.Select(e => e.Data))), Is.EqualTo(((Exception?)null, "a")));
        Assert.That(Seconds, Is.EqualTo(new[] { 0d, 4 }).Within(0.001), "2 s for the question, 2 s for the request");
    }

    [Test]
    public void The_question_about_the_next_request_still_has_its_limit_of_5_s()
    {
        Server.Then(503);
        RestartAt(1);
        var options = FailingOptions with
        {
            HttpClient = Client,
            ReconnectPolicy = SseReconnect.Default,
            RequestFactory = (attempt, _) => attempt.Number == 1 ? new(Post()) : new(new TaskCompletionSource<HttpRequestMessage>().Task),
        };

        var seen = Server.Run(SseObservable.Connect(Uri, options), TimeSpan.FromSeconds(30));

        seen.ToBe("5s #");
    }

    [Test]
    public void An_error_of_the_requests_while_the_next_request_is_asked_for_is_the_sequences_error()
    {
        Server.Then(503);
        var error = new FormatException();
        var options = FailingOptions with
        {
            HttpClient = Client,
            Restart = Observable.Timer(TimeSpan.FromSeconds(1), Scheduler).SelectMany(_ => Observable.Throw<Unit>(error)),
            ReconnectPolicy = SseReconnect.Default,
            CanResend = (_, _) => true,
            RequestFactory = (attempt, _) => attempt.Number == 1
                ? new(Post())
                : new(Observable.Timer(TimeSpan.FromSeconds(2), Scheduler).Select(_ => Post()).ToTask()),
        };

        Assert.That(Run(options, until: 30).Error, Is.SameAs(error));
    }

    private void RestartAt(double second) => Scheduler.Schedule(TimeSpan.FromSeconds(second), () => _restart.OnNext(Unit.Default));
}

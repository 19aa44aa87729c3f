using System.Reactive.Subjects;
using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseSignalExtensions.Share"/>: exceptions of subscribers.</summary>
public class ShareErrorTests : VirtualTimeTests
{
    [Test]
    public void An_exception_of_one_subscriber_is_rethrown_and_ends_the_sequence_for_all()
    {
        var source = new Subject<SseSignal>();
        var shared = source.Share();
        Exception? told = null;
        using var one = shared.Subscribe(_ => { }, error => told = error);
        using var two = shared.Subscribe(_ => throw new FormatException());

        Assert.Throws<FormatException>(() => source.OnNext(SignalOf(1)));

        Assert.That(told, Is.InstanceOf<FormatException>());
        Assert.That(source.HasObservers, Is.False);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void Every_other_subscriber_receives_the_exception_of_one(int thrower)
    {
        var source = new Subject<SseSignal>();
        var shared = source.Share();
        var told = new List<Exception>();
        for (var i = 0; i < 3; i++)
        {
            Action<SseSignal> onNext = i == thrower ? _ => throw new FormatException() : _ => { };
            _ = i == 2 ? shared.Subscribe(onNext, told.Add) : shared.Subscribe(onNext); // without onError: rethrown
        }

        using var last = shared.Subscribe(_ => { }, told.Add);

        Assert.Throws<FormatException>(() => source.OnNext(SignalOf(1)));

        Assert.That(told, Has.Count.EqualTo(thrower == 2 ? 1 : 2).And.All.InstanceOf<FormatException>());
        Assert.That(source.HasObservers, Is.False);
    }

    [Test]
    public void An_error_reaches_all_subscribers_and_their_exceptions_are_collected()
    {
        var source = new Subject<SseSignal>();
        var shared = source.Share();
        Exception? told = null;
        using var one = shared.Subscribe(_ => { }, _ => throw new FormatException());
        using var two = shared.Subscribe(_ => { }, _ => throw new NotSupportedException());
        using var three = shared.Subscribe(_ => { }, error => told = error);

        var thrown = Assert.Throws<AggregateException>(() => source.OnError(new IOException()));

        Assert.That(
            thrown!.InnerExceptions.Select(e => e.GetType()), Is.EqualTo(new[] { typeof(FormatException), typeof(NotSupportedException) }));
        Assert.That(told, Is.InstanceOf<IOException>());
    }

    [Test]
    public void An_exception_on_the_replayed_state_removes_that_subscriber_only()
    {
        var source = new Subject<SseSignal>();
        var shared = source.Share();
        var seen = new List<SseSignal>();
        var one = shared.Subscribe(seen.Add);
        source.OnNext(SignalOf(1));

        Assert.Throws<FormatException>(() => shared.Subscribe(_ => throw new FormatException()));
        source.OnNext(SignalOf(2));
        Assert.That(seen, Has.Count.EqualTo(2));

        one.Dispose();
        Assert.That(source.HasObservers, Is.False);
    }

    [Test]
    public void An_exception_during_the_first_Subscribe_closes_the_connection()
    {
        Server.Connection("a").Connection("-");
        var shared = Signals().Share();

        Assert.Throws<FormatException>(() => shared.Subscribe(_ => throw new FormatException()));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.Not.Null);

        using var next = shared.Subscribe();
        Assert.That(Server.Attempts, Has.Count.EqualTo(2));
    }

    private static SseSignal.Opened SignalOf(int attempt) => new(attempt, null, new Dictionary<string, string>());
}

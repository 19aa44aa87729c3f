using System.Net;
using System.Reactive.Disposables;
using Microsoft.Reactive.Testing;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary><see cref="AddressRace{T}"/> in virtual time: which address is tried when, and which connection is used.</summary>
[NotForNetStandard("Its handler connects by itself.")]
public class AddressRaceTests
{
    private readonly List<string> _started = [];
    private readonly Dictionary<string, TaskCompletionSource<BooleanDisposable>> _attempts = [];
    private TestScheduler _scheduler = null!;

    [SetUp]
    public void SetUp()
    {
        _started.Clear();
        _attempts.Clear();
        _scheduler = new();
    }

    [TestCase("::1 1.1.1.1", "0:::1 250:1.1.1.1")]
    [TestCase("1.1.1.1 ::1", "0:1.1.1.1 250:::1")]
    [TestCase("::1 ::2 ::3 1.1.1.1 1.1.1.2", "0:::1 250:1.1.1.1 500:::2 750:1.1.1.2 1000:::3")]
    [TestCase("1.1.1.1 1.1.1.2 1.1.1.3", "0:1.1.1.1 250:1.1.1.2 500:1.1.1.3")]
    public void Addresses_that_do_not_answer_are_tried_250_ms_apart_and_families_take_turns(string addresses, string expected)
    {
        var race = Run(addresses);

        _scheduler.AdvanceTo(TimeSpan.FromSeconds(10).Ticks);

        Assert.That(string.Join(' ', _started), Is.EqualTo(expected));
        Assert.That(race.IsCompleted, Is.False);
    }

    [Test]
    public void An_address_that_answers_within_250_ms_is_the_only_one_tried()
    {
        var race = Run("::1 1.1.1.1");
        _scheduler.AdvanceTo(TimeSpan.FromMilliseconds(249).Ticks);
        Connect("::1");
        _scheduler.AdvanceTo(TimeSpan.FromSeconds(10).Ticks);

        Assert.That(Wait(race), Is.SameAs(Connection("::1")));
        Assert.That(_started, Is.EqualTo(new[] { "0:::1" }));
    }

    [Test]
    public void A_failed_attempt_is_followed_by_the_next_at_once()
    {
        var race = Run("::1 1.1.1.1 1.1.1.2");
        _scheduler.AdvanceTo(TimeSpan.FromMilliseconds(10).Ticks);
        Fail("::1", "unreachable");
        _scheduler.AdvanceTo(TimeSpan.FromMilliseconds(20).Ticks);
        Connect("1.1.1.1");

        Assert.That(string.Join(' ', _started), Is.EqualTo("0:::1 10:1.1.1.1"));
        Assert.That(Wait(race), Is.SameAs(Connection("1.1.1.1")));
    }

    [Test]
    public void A_slow_address_may_still_win_and_the_others_are_closed()
    {
        var race = Run("::1 1.1.1.1 1.1.1.2");
        _scheduler.AdvanceTo(TimeSpan.FromMilliseconds(300).Ticks);
        Connect("::1");
        Connect("1.1.1.1"); // ignores its token and connects too late

        Assert.That(Wait(race).IsDisposed, Is.False);
        Assert.That(Connection("1.1.1.1").IsDisposed);
        Assert.That(_started, Has.Count.EqualTo(2));
    }

    [Test]
    public void If_all_fail_the_error_is_that_of_the_last_failure()
    {
        var race = Run("::1 1.1.1.1");
        _scheduler.AdvanceTo(TimeSpan.FromMilliseconds(300).Ticks);
        Fail("1.1.1.1", "refused");
        Assert.That(race.IsCompleted, Is.False);
        Fail("::1", "no route");

        Assert.That(() => race.WaitAsync(TestDeadline.Value), Throws.TypeOf<IOException>().With.Message.EqualTo("no route"));
    }

    [Test]
    public void Cancellation_ends_the_race_and_closes_late_connections()
    {
        using var stop = new CancellationTokenSource();
        var race = Run("::1 1.1.1.1", stop.Token);
        _scheduler.AdvanceTo(TimeSpan.FromMilliseconds(300).Ticks);
        stop.Cancel();
        Fail("::1", "cancelled");
        Connect("1.1.1.1");

        Assert.That(() => race.WaitAsync(TestDeadline.Value), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Connection("1.1.1.1").IsDisposed);
    }

    private Task<BooleanDisposable> Run(string addresses, CancellationToken stop = default) => AddressRace<BooleanDisposable>.RunAsync(
        [.. addresses.Split(' ').Select(IPAddress.Parse)],
        (address, _) =>
        {
            _started.Add($"{TimeSpan.FromTicks(_scheduler.Clock).TotalMilliseconds}:{address}");
            return (_attempts[address.ToString()] = new()).Task;
        },
        _scheduler,
        stop);

    private static BooleanDisposable Wait(Task<BooleanDisposable> race) => race.WaitAsync(TestDeadline.Value).GetAwaiter().GetResult();

    private void Connect(string address) => _attempts[address].SetResult(new());

    private void Fail(string address, string why) => _attempts[address].SetException(new IOException(why));

    private BooleanDisposable Connection(string address) => _attempts[address].Task.Result;
}

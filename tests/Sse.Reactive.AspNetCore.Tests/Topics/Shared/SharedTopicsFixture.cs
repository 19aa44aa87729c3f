using System.Collections.Immutable;
using Microsoft.Reactive.Testing;
using Sse.Reactive.AspNetCore.Testing;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Two nodes of one application on one store, in virtual time.</summary>
public abstract class SharedTopicsFixture
{
    private ImmutableList<SseGap> _gaps = [];

    private protected TestScheduler Scheduler { get; private set; } = null!;

    private protected SseMemoryStore Engine { get; private set; } = null!;

    private protected SseSharedTopicsOptions Options { get; private set; } = null!;

    private protected ImmutableList<SseGap> Gaps => Volatile.Read(ref _gaps);

    private protected Node A { get; private set; } = null!;

    private protected Node B { get; private set; } = null!;

    [SetUp]
    public void SetUp()
    {
        _gaps = [];
        Scheduler = new();
        Engine = new();
        Options = new()
        {
            Scheduler = Scheduler,
            OnGap = gap => ImmutableInterlocked.Update(ref _gaps, (gaps, added) => gaps.Add(added), gap),
            MaxEvents = 10,
            PageEvents = 3,
        };
        A = Create();
        B = Create();
    }

    [TearDown]
    public async Task TearDown()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
    }

    private protected static IEnumerable<string> Numbers(int from, int to) => Enumerable.Range(from, to - from + 1).Select(i => $"{i}");

    private protected Node Create(Func<SseSharedTopicsOptions, SseSharedTopicsOptions>? change = null) =>
        new(Engine, Scheduler, change is null ? Options : change(Options));

    /// <summary>Moves virtual time on. What follows from an answer of a store happens at once, on this thread.</summary>
    private protected void Advance(double seconds)
    {
        var context = SynchronizationContext.Current; // the test framework's: continuations would run on the thread pool, and later
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Scheduler.AdvanceBy(TimeSpan.FromSeconds(seconds).Ticks);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}

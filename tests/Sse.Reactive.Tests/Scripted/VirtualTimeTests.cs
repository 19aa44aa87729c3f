using Microsoft.Reactive.Testing;
using Sse.Reactive.Testing;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>Tests in virtual time against a scripted server, new for each test.</summary>
public abstract class VirtualTimeTests
{
    private protected TestScheduler Scheduler { get; private set; } = null!;

    /// <summary>The kit's scripted server, on the same time: for tests that marbles say more shortly.</summary>
    private protected SseScript Script { get; private set; } = null!;

    private protected ScriptedServer Server { get; private set; } = null!;

    [SetUp]
    public void StartTime()
    {
        // The test framework's context would send continuations to other threads, past virtual time.
        SynchronizationContext.SetSynchronizationContext(null);
        Scheduler = new();
        Server = new(Scheduler);
        Script = new(Scheduler, frame: TimeSpan.FromMilliseconds(100));
    }
}

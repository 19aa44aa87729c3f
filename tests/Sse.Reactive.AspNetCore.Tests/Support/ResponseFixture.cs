using Microsoft.Reactive.Testing;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Tests of single responses with <see cref="FakeClient"/>, in virtual time.</summary>
public abstract class ResponseFixture
{
    private protected TestScheduler Scheduler { get; private set; } = null!;

    private protected TestSource Source { get; private set; } = null!;

    private protected SseServerOptions Options { get; set; } = null!;

    [SetUp]
    public void SetUpResponse()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        Scheduler = new();
        Source = new();
        Options = new() { Scheduler = Scheduler };
    }

    [TearDown]
    public void TearDownResponse() => Source.Dispose();

    /// <summary>Opens a response of <see cref="Source"/>.</summary>
    /// <param name="room">How many bytes the client accepts before a flush waits.</param>
    /// <param name="services">The services of the request.</param>
    private protected Task<FakeClient> OpenAsync(int room = 64 * 1024, IServiceProvider? services = null) =>
        FakeClient.OpenAsync(Source, Options, room, services);

    private protected void Advance(double seconds) => Scheduler.AdvanceBy(TimeSpan.FromSeconds(seconds).Ticks);
}

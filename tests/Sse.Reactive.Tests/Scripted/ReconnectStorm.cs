using System.Diagnostics;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>A server whose every connection ends at once and asks for one as soon as may be; and what a hundred thousand of those cost.</summary>
internal sealed class ReconnectStorm(TestScheduler scheduler, ScriptedServer server)
{
    public const int Reconnects = 100_000;

    private const int KeptAttempts = 1000;

    private readonly HashSet<int> _depths = [];

    public void Script() => server.Answer(() =>
    {
        if (server.Attempts.Count % KeptAttempts == 0)
        {
            _depths.Add(new StackTrace().FrameCount);
        }

        return new(new MemoryStream("id: 1\nretry: 0\ndata: x\n\n"u8.ToArray()));
    }).Forever();

    /// <summary>Reconnects, once warm, and asserts that neither the stack nor the heap has grown.</summary>
    public void AssertFlat()
    {
        Reconnect(Reconnects / 10);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Reconnect(Reconnects);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.That(_depths, Is.Not.Empty);
        Assert.That(_depths.Max() - _depths.Min(), Is.LessThan(3));
        Assert.That(growth, Is.LessThan(200_000));
    }

    private void Reconnect(int times)
    {
        for (var i = 0; i < times; i++)
        {
            scheduler.AdvanceBy(TimeSpan.FromMilliseconds(100).Ticks);
            server.Attempts.RemoveRange(0, Math.Max(0, server.Attempts.Count - KeptAttempts));
        }
    }
}

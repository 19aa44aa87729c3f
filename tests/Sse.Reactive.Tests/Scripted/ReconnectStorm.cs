using System.Diagnostics;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>A server whose every connection fails at once, and that asks for another one as soon as may be; and what a hundred thousand of those cost.</summary>
internal sealed class ReconnectStorm(TestScheduler scheduler, ScriptedServer server)
{
    public const int Reconnects = 100_000;

    private const int KeptAttempts = 1000;

    private readonly HashSet<int> _depths = [];

    /// <summary>Every connection brings an event and ends.</summary>
    public void Script() => Script(Ended);

    /// <summary>Clean ends, resets within an event, refusals and 503 by turns.</summary>
    /// <remarks>To be met with no <see cref="SseOptions.MaxBackoff"/>, since few of them bring an event.</remarks>
    public void ScriptFaults()
    {
        var turn = 0;
        Script(() => (turn++ % 4) switch
        {
            0 => Ended(),
            1 => Reset(),
            2 => throw new HttpRequestException("refused"),
            _ => new(Stream.Null) { Status = 503, Headers = new Dictionary<string, string> { ["Retry-After"] = "0" } },
        });
    }

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

    private static SseResponse Ended() => new(new MemoryStream("id: 1\nretry: 0\ndata: x\n\n"u8.ToArray()));

    private static SseResponse Reset()
    {
        var body = new ScriptedBody();
        body.Send("id: 2\ndata: hal"u8);
        body.Reset(new IOException("connection reset"));
        return new(body);
    }

    private void Script(Func<SseResponse> respond) => server.Answer(() =>
    {
        if (server.Attempts.Count % KeptAttempts == 0)
        {
            _depths.Add(new StackTrace().FrameCount);
        }

        return respond();
    }).Forever();

    private void Reconnect(int times)
    {
        for (var i = 0; i < times; i++)
        {
            scheduler.AdvanceBy(TimeSpan.FromMilliseconds(100).Ticks);
            server.Attempts.RemoveRange(0, Math.Max(0, server.Attempts.Count - KeptAttempts));
        }
    }
}

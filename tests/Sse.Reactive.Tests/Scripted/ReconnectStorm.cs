using System.Diagnostics;
using Microsoft.Reactive.Testing;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>
/// A server whose connections all end at once and ask for another without delay. It measures the stack and the heap over a hundred
/// thousand of them.
/// </summary>
/// <remarks>Not a script, since that records all attempts: this has to hold nothing of its own.</remarks>
internal sealed class ReconnectStorm(TestScheduler scheduler)
{
    public const int Reconnects = 100_000;

    /// <summary>An object has at least 24 bytes. One that is kept for every fourth connection, as there are four faults, is seen.</summary>
    /// <remarks>Less would measure the buffers and threads of the whole test process.</remarks>
    private const long MaxGrowth = Reconnects / 5 * 24;

    private const int MeasuredEvery = 1000;

    private readonly List<int> _depths = [];
    private int _attempts;

    /// <summary>Each connection brings the same event and ends. That is no progress, so the backoff must be disabled.</summary>
    public SseTransport Ends => Answer(_ => Ended());

    /// <summary>Clean ends, resets within an event, refusals and 503 by turns.</summary>
    /// <remarks>Use it with a <see cref="SseOptions.MaxBackoffDelay"/> of zero, because few connections bring an event.</remarks>
    public SseTransport Faults => Answer(attempt => (attempt % 4) switch
    {
        1 => Ended(),
        2 => new(new BrokenBody()),
        3 => throw new HttpRequestException("refused"),
        _ => new(Stream.Null) { StatusCode = 503, Headers = new Dictionary<string, string> { ["Retry-After"] = "0" } },
    });

    /// <summary>Reconnects after a warm-up, and asserts that neither the stack nor the heap has grown.</summary>
    public void AssertFlat()
    {
        Reconnect(Reconnects / 10);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Reconnect(Reconnects);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.That(_depths, Has.Count.GreaterThan(Reconnects / MeasuredEvery));
        Assert.That(_depths.Max(), Is.LessThan(_depths[0] + 3)); // the compiler may make it flatter in time
        Assert.That(growth, Is.LessThan(MaxGrowth));
    }

    private static SseResponse Ended() => new(new MemoryStream("id: 1\nretry: 0\ndata: x\n\n"u8.ToArray()));

    private SseTransport Answer(Func<int, SseResponse> respond) => (_, _) =>
    {
        if (++_attempts % MeasuredEvery == 0)
        {
            _depths.Add(new StackTrace().FrameCount);
        }

        return new(respond(_attempts));
    };

    private void Reconnect(int times)
    {
        for (var i = 0; i < times; i++)
        {
            scheduler.AdvanceBy(TimeSpan.FromMilliseconds(100).Ticks);
        }
    }

    /// <summary>Breaks within an event.</summary>
    private sealed class BrokenBody : ReadableStream
    {
        private bool _isRead;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var part = "id: 2\ndata: hal"u8;
            if (_isRead)
            {
                return ValueTask.FromException<int>(new IOException("connection reset"));
            }

            _isRead = true;
            part.CopyTo(buffer.Span);
            return new(part.Length);
        }
    }
}

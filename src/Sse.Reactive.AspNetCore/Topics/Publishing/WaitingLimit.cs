namespace Sse.Reactive.AspNetCore;

/// <summary>How much memory the events that wait for the store may take, of all topics of a node.</summary>
internal sealed class WaitingLimit(long maxBytes)
{
    private const int BytesPerEvent = 256;

    private readonly Lock _gate = new();
    private long _bytes;
    private int _events;

    public long MaxBytes => maxBytes;

    /// <summary>How many events wait.</summary>
    public int Events => Volatile.Read(ref _events);

    public static long SizeOf(SsePublishedEvent value) =>
        BytesPerEvent + (2L * (value.Value.Data.Length + value.Value.Type.Length + (value.Tag?.Length ?? 0)));

    /// <summary>Whether there is room. If nothing waits, there is, for events of any size.</summary>
    public bool TryTake(int events, long bytes)
    {
        lock (_gate)
        {
            if (_events > 0 && _bytes + bytes > maxBytes)
            {
                return false;
            }

            _bytes += bytes;
            _events += events;
            return true;
        }
    }

    public void Return(int events, long bytes)
    {
        lock (_gate)
        {
            _bytes -= bytes;
            _events -= events;
        }
    }
}

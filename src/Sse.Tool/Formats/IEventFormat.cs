using Sse.Tool.Output;

namespace Sse.Tool.Formats;

/// <summary>How events are written.</summary>
internal interface IEventFormat
{
    /// <summary>Writes an event, line end included.</summary>
    /// <param name="e">The event.</param>
    /// <param name="sinceLast">The time since the last one that was written, or since the beginning.</param>
    /// <param name="paper">Where to.</param>
    /// <returns>Whether there was anything to write.</returns>
    bool TryWrite(SseEvent e, TimeSpan sinceLast, Paper paper);
}

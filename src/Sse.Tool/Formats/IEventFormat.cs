namespace Sse.Tool;

/// <summary>Writes events in one output format.</summary>
internal interface IEventFormat
{
    /// <summary>Writes an event, including its line end.</summary>
    /// <param name="e">The event.</param>
    /// <param name="sinceLast">The time since the previous printed event, or since the start.</param>
    /// <param name="output">Receives the text.</param>
    /// <returns><see langword="false"/> if the format has nothing to write for this event.</returns>
    bool TryWrite(SseEvent e, TimeSpan sinceLast, TextOutput output);
}

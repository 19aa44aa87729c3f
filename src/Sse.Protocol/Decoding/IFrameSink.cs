namespace Sse.Protocol;

/// <summary>
/// Receives the frames of a chunk, one after the other. Implemented by structs, so that the decoder's loop is compiled for each.
/// </summary>
internal interface IFrameSink
{
    /// <summary>Whether the sink takes frames other than events.</summary>
    bool WantsAllFrames { get; }

    /// <summary>Takes a frame. Its text is valid during the call, and until the decoder or the chunk is next used.</summary>
    /// <param name="kind">The kind of frame.</param>
    /// <param name="text">The data of an event or the text of a comment.</param>
    /// <param name="type">The event type.</param>
    /// <param name="kept">
    /// A variable of the caller for text that outlives the call: before .NET 9, a type argument cannot hold a span.
    /// </param>
    /// <returns>Whether the sink wants more.</returns>
    bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type, ref ReadOnlySpan<byte> kept);
}

namespace Sse.Reactive.AspNetCore;

/// <summary>What the writer of a connection does next.</summary>
internal enum WriterAction
{
    /// <summary>Write the queued messages.</summary>
    Write,

    /// <summary>Resume the source, which paused because the outbox was full.</summary>
    Resume,

    /// <summary>Stop being the writer, until there is something to write.</summary>
    Park,

    /// <summary>Stop: the stream has ended.</summary>
    End,
}

namespace Sse.Reactive.AspNetCore;

/// <summary>What happens to a message that is sent.</summary>
internal enum SendOutcome
{
    /// <summary>It is discarded: the stream has ended, or it was only to be sent if the connection was idle.</summary>
    Discarded,

    /// <summary>The caller has become the writer and writes it.</summary>
    Write,

    /// <summary>It is queued; the current writer will write it.</summary>
    Queued,

    /// <summary>It does not fit the outbox: the client is too slow, and the stream ends after the queued messages.</summary>
    Overflow,
}

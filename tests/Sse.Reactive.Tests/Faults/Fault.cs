namespace Sse.Reactive.Tests.Faults;

/// <summary>The fault of an attempt.</summary>
public enum FaultKind
{
    /// <summary>No fault: everything is sent, and the stream ends cleanly.</summary>
    None,

    /// <summary>A clean end in the middle.</summary>
    End,

    /// <summary>A connection reset.</summary>
    Reset,

    /// <summary>No more bytes arrive, and no error.</summary>
    Stall,

    /// <summary>No connection.</summary>
    Refused,

    /// <summary>A connection, and no response.</summary>
    NoAnswer,

    /// <summary>503, with Retry-After in seconds.</summary>
    BusyForSeconds,

    /// <summary>503, with Retry-After as a date.</summary>
    BusyUntilDate,
}

/// <param name="Kind">What goes wrong.</param>
/// <param name="After">After how many bytes, where there are any.</param>
internal readonly record struct Fault(FaultKind Kind, int After = 0);

namespace Sse.Reactive.Tests.Faults;

/// <summary>What goes wrong with an attempt.</summary>
public enum FaultKind
{
    /// <summary>Nothing: all there is to send is sent, and then the stream ends cleanly.</summary>
    None,

    /// <summary>A clean end in the middle.</summary>
    End,

    /// <summary>A connection reset.</summary>
    Reset,

    /// <summary>Nothing more comes, and nothing tells.</summary>
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

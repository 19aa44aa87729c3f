namespace Sse.Interop.Tests.Faults;

/// <summary>What happens to one connection, counted in bytes of the response.</summary>
internal abstract record Fault
{
    public static Fault None { get; } = new Pass();

    public sealed record Pass : Fault;

    /// <summary>Each byte in a packet of its own.</summary>
    public sealed record OneByOne : Fault;

    /// <summary>It is closed in order, in the middle of whatever there was.</summary>
    public sealed record Fin(int After) : Fault;

    /// <summary>It is reset.</summary>
    public sealed record Rst(int After) : Fault;

    /// <summary>Nothing comes any more, and nobody says why.</summary>
    public sealed record Stall(int After) : Fault;

    /// <summary>It is accepted, and nothing happens for a while.</summary>
    public sealed record SlowAccept(TimeSpan For) : Fault;

    /// <summary>It is reset as soon as it is accepted.</summary>
    public sealed record Refuse : Fault;
}

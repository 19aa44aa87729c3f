namespace Sse.Interop.Tests.Faults;

/// <summary>A fault of one connection. <c>After</c> counts bytes of the response.</summary>
internal abstract record Fault
{
    public static Fault None { get; } = new Pass();

    public sealed record Pass : Fault;

    /// <summary>Sends each byte in a separate packet.</summary>
    public sealed record SingleBytes : Fault;

    /// <summary>Closes the connection with FIN, even in the middle of an event.</summary>
    public sealed record Fin(int After) : Fault;

    /// <summary>Resets the connection with RST.</summary>
    public sealed record Rst(int After) : Fault;

    /// <summary>Stops sending without closing the connection.</summary>
    public sealed record Stall(int After) : Fault;

    /// <summary>Accepts the connection, but forwards nothing for a while.</summary>
    public sealed record SlowAccept(TimeSpan Delay) : Fault;

    /// <summary>Resets the connection as soon as it is accepted.</summary>
    public sealed record Refuse : Fault;
}

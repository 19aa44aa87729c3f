namespace Sse.Acceptance.Tests;

/// <summary>How much happens in a test: little by default, everything with <c>./build.sh acceptance</c>.</summary>
internal static class Size
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("SSE_ACCEPTANCE") == "full";

    public static int Events => IsFull ? 5000 : 500;

    public static int Subscribers => IsFull ? 200 : 20;

    /// <summary>How many subscribers of a killed node resume at once on another.</summary>
    public static int Resuming => IsFull ? 2000 : 200;

    public static int Transactions => IsFull ? 1000 : 200;

    /// <summary>How many events a promoted standby lacks.</summary>
    public static IEnumerable<int> LackingEvents => IsFull ? [0, 20] : [20];

    /// <summary>In which directions the cable between a node and the engine is cut.</summary>
    public static IEnumerable<Direction> Cuts => IsFull ? Enum.GetValues<Direction>() : [Direction.Both];

    /// <summary>How long an engine hangs.</summary>
    public static TimeSpan Silence => TimeSpan.FromSeconds(IsFull ? 12 : 4);

    /// <summary>How long a test waits for what must happen: less than the time after which the run is stopped.</summary>
    public static TimeSpan Deadline => IsFull ? TimeSpan.FromMinutes(4) : TestDeadline.Value;
}

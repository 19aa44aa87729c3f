namespace Sse.Soak;

/// <summary>What happens to a connection, a while after it was opened.</summary>
internal enum Fault
{
    None,
    Reset,
    Stall,
    HalfCloseToClient,
    HalfCloseToServer,
    SlowReader,
}

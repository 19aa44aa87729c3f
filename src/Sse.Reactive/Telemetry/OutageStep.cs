namespace Sse.Reactive;

/// <summary>What was logged of an outage so far.</summary>
internal enum OutageStep : byte
{
    None,
    Lost,
    Minutes,
    Hours,
}

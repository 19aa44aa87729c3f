namespace Sse.Acceptance.Tests;

/// <summary>An engine, and another that follows it and can take its place.</summary>
internal interface IFailover : IAsyncDisposable
{
    IEngine Primary { get; }

    IEngine Standby { get; }

    /// <summary>How a node connects to whichever of them is the primary.</summary>
    string ConnectionString { get; }

    /// <summary>Waits until the standby has all events of a topic.</summary>
    Task WaitForStandbyAsync(string topic);

    /// <summary>Makes the standby the primary.</summary>
    Task PromoteAsync();
}

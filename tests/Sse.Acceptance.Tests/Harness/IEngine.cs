namespace Sse.Acceptance.Tests;

/// <summary>An engine that holds topics, in a process of its own.</summary>
internal interface IEngine : IAsyncDisposable
{
    /// <summary>Its name, as the node's argument <c>--engine</c>.</summary>
    string Name { get; }

    int Port { get; }

    string ConnectionString { get; }

    /// <summary>How a node connects to it by a proxy.</summary>
    string ConnectionStringVia(string host, int port);

    /// <summary>Opens a store on it, to see and to trim what it holds.</summary>
    ISseStore OpenStore();

    /// <summary>Kills it. Nothing that it has confirmed may be lost.</summary>
    Task KillAsync();

    /// <summary>Starts it after it was killed.</summary>
    Task StartAgainAsync();

    /// <summary>It neither answers nor closes connections.</summary>
    void Suspend();

    void Resume();

    /// <summary>Saves what it holds. It restarts meanwhile.</summary>
    Task SaveAsync();

    /// <summary>Kills it, and starts it with what was saved.</summary>
    Task RestoreAsync();
}

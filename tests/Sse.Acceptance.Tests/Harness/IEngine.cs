namespace Sse.Acceptance.Tests;

/// <summary>An engine that holds topics, in a process of its own.</summary>
internal interface IEngine
{
    /// <summary>Its name, as the node's argument <c>--engine</c>.</summary>
    string Name { get; }

    EngineServer Server { get; }

    string ConnectionString { get; }

    /// <summary>How a node connects to it by a proxy.</summary>
    string ConnectionStringVia(string host, int port);

    /// <summary>Opens a store on it, to see and to trim what it holds.</summary>
    ISseStore OpenStore();
}

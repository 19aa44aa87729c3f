namespace Cluster;

/// <summary>An engine could not be started.</summary>
internal sealed class EngineException(string message) : Exception(message);

namespace Sse.Concurrency.Tests;

/// <summary>An observer throws.</summary>
internal sealed class ObserverException : Exception;

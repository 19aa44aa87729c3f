namespace Sse.Reactive.Testing;

/// <summary>What was observed is not what was expected. Thrown where there is no testing framework whose own kind of failure could be.</summary>
public sealed class MarbleAssertionException : Exception
{
    internal MarbleAssertionException(string message)
        : base(message)
    {
    }
}

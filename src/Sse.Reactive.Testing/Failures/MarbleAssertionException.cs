namespace Sse.Reactive.Testing;

/// <summary>An assertion of this library failed, in a process without NUnit, xunit or MSTest.</summary>
/// <remarks>
/// With one of these frameworks, a failed assertion throws the framework's own exception instead
/// (<c>NUnit.Framework.AssertionException</c>, <c>Xunit.Sdk.XunitException</c>, <c>AssertFailedException</c>), so that its runner reports a
/// failure and not an error.
/// </remarks>
public sealed class MarbleAssertionException : Exception
{
    internal MarbleAssertionException(string message)
        : base(message)
    {
    }
}

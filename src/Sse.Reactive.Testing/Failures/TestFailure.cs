using System.Diagnostics.CodeAnalysis;

namespace Sse.Reactive.Testing;

/// <summary>
/// Creates the exception of a failed assertion: the loaded test framework's own, so that its runner reports a failure and not an error.
/// </summary>
internal static class TestFailure
{
    private const string MSTestException = "Microsoft.VisualStudio.TestTools.UnitTesting.AssertFailedException";

    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    private static readonly Type? FrameworkException =
        Type.GetType("NUnit.Framework.AssertionException, nunit.framework")
        ?? Type.GetType("Xunit.Sdk.XunitException, xunit.v3.assert")
        ?? Type.GetType("Xunit.Sdk.XunitException, xunit.assert")
        ?? Type.GetType($"{MSTestException}, MSTest.TestFramework")
        ?? Type.GetType($"{MSTestException}, Microsoft.VisualStudio.TestPlatform.TestFramework");

    public static Exception Create(string message) =>
        FrameworkException is not null && Activator.CreateInstance(FrameworkException, message) is Exception failure
            ? failure
            : new MarbleAssertionException(message);
}

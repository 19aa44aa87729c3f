using System.Diagnostics.CodeAnalysis;

namespace Sse.Reactive.Testing;

/// <summary>A failed assertion, in the kind of the testing framework at hand: its runners tell failures from errors by it.</summary>
internal static class TestFailure
{
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    private static readonly Type? Kind =
        Type.GetType("NUnit.Framework.AssertionException, nunit.framework")
        ?? Type.GetType("Xunit.Sdk.XunitException, xunit.v3.assert")
        ?? Type.GetType("Xunit.Sdk.XunitException, xunit.assert")
        ?? Type.GetType("Microsoft.VisualStudio.TestTools.UnitTesting.AssertFailedException, MSTest.TestFramework")
        ?? Type.GetType("Microsoft.VisualStudio.TestTools.UnitTesting.AssertFailedException, Microsoft.VisualStudio.TestPlatform.TestFramework");

    public static Exception Create(string message) =>
        Kind is not null && Activator.CreateInstance(Kind, message) is Exception failure ? failure : new MarbleAssertionException(message);
}

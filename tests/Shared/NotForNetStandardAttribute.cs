using System.Reflection;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Sse.Tests.Shared;

/// <summary>
/// A test of a feature that only newer targets have (docs/targets.md). The builds for .NET Standard 2.0 skip it, with the reason.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class NotForNetStandardAttribute(string reason) : NUnitAttribute, IApplyToTest
{
    public string Reason { get; } = reason;

    public void ApplyToTest(Test test)
    {
        if (References.IsForNetStandard(Assembly.Load("Sse.Protocol")))
        {
            test.RunState = RunState.Ignored;
            test.Properties.Set(PropertyNames.SkipReason, Reason);
        }
    }
}

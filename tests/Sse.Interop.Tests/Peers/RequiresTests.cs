using NUnit.Framework.Internal;

namespace Sse.Interop.Tests.Peers;

/// <summary>What is absent does not go unseen.</summary>
public class RequiresTests
{
    [TestCase(true, typeof(AssertionException))]
    [TestCase(false, typeof(IgnoreException))]
    public void What_is_absent_is_a_failure_in_CI_and_a_skipped_test_elsewhere(bool isCi, Type outcome)
    {
        Exception? thrown;
        using (new TestExecutionContext.IsolatedContext())
        {
            thrown = Assert.Catch(() => throw Requires.Absent("no such thing", isCi));
        }

        Assert.That(thrown, Is.TypeOf(outcome));
        Assert.That(thrown!.Message, Does.Contain("no such thing"));
    }
}

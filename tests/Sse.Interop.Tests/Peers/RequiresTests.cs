using NUnit.Framework.Internal;

namespace Sse.Interop.Tests.Peers;

/// <summary>A missing program does not go unseen.</summary>
public class RequiresTests
{
    [TestCase(true, typeof(AssertionException))]
    [TestCase(false, typeof(IgnoreException))]
    public void A_missing_program_fails_the_test_in_CI_and_skips_it_elsewhere(bool isCi, Type outcome)
    {
        Exception? thrown;
        using (new TestExecutionContext.IsolatedContext())
        {
            thrown = Assert.Catch(() => throw Requires.Missing("no such thing", isCi));
        }

        Assert.That(thrown, Is.TypeOf(outcome));
        Assert.That(thrown!.Message, Does.Contain("no such thing"));
    }

    [Test]
    public void The_reason_names_the_package_to_install() =>
        Assert.That(Requires.Advice("nginx"), Is.EqualTo("'nginx' is not installed. On Debian: apt-get install nginx-light"));

    [Test]
    public void A_program_that_is_not_listed_is_an_error_even_if_it_is_installed() =>
        Assert.Catch<InvalidOperationException>(() => Requires.Program("ls"));
}

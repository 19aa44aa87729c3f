using System.Reactive.Linq;

namespace Sse.Tests.Shared;

/// <summary>Each suite runs on two versions of System.Reactive, which <c>tests/Directory.Build.props</c> selects.</summary>
public class ReactiveVersionTests
{
    [Test]
    public void Runs_on_the_oldest_System_Reactive_on_NET_8_and_on_the_newest_on_NET_10()
    {
        var expected = new Version(Environment.Version.Major == 8 ? "6.1.0.0" : "7.0.0.0");

        Assert.That(typeof(Observable).Assembly.GetName().Version, Is.EqualTo(expected));
    }
}

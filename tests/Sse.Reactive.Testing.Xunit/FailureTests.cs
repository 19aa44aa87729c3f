using System.Reactive.Concurrency;
using Sse.Reactive.Testing;
using Xunit;
using Xunit.Sdk;

namespace Sse.Reactive.Testing.Xunit;

/// <summary>What the kit throws where the testing framework is xunit.</summary>
public class FailureTests
{
    [Fact]
    public void A_failure_is_xunits_own()
    {
        var marbles = new Marbles(new HistoricalScheduler());

        var failure = Assert.Throws<XunitException>(() => marbles.Expect(marbles.Cold("a|")).ToBe("b|"));

        Assert.StartsWith("What was observed is not what was expected.", failure.Message, StringComparison.Ordinal);
    }
}

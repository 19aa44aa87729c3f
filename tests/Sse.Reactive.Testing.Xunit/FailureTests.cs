using System.Reactive.Concurrency;
using Sse.Reactive.Testing;
using Xunit;
using Xunit.Sdk;

namespace Sse.Reactive.Testing.Xunit;

/// <summary>The exception of a failed assertion under xunit.</summary>
public class FailureTests
{
    [Fact]
    public void A_failure_is_an_XunitException()
    {
        var marbles = new Marbles(new HistoricalScheduler());

        var failure = Assert.Throws<XunitException>(() => marbles.Expect(marbles.Cold("a|")).ToBe("b|"));

        Assert.StartsWith("The observed sequence is not as expected.", failure.Message, StringComparison.Ordinal);
    }
}

using Sse.Tests.Shared;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The public API of the server, and the assemblies it references.</summary>
public class HouseTests
{
    [Test]
    public void The_public_api_is_the_golden_file() =>
        PublicApi.AssertMatches(typeof(SseTopic).Assembly, Path.Combine(TestContext.CurrentContext.TestDirectory, "PublicApi.txt"));

    [Test]
    public void The_server_references_the_protocol_and_Rx_and_never_the_client()
    {
        // Before .NET 10 the client, which these tests use too, brings newer versions of these than the framework has.
        var known = References.Of(typeof(SseTopic).Assembly)
            .Where(name => !name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal))
            .Where(name => name != "System.Diagnostics.DiagnosticSource");

        Assert.That(known, Is.EquivalentTo(new[] { "Sse.Protocol", "System.Reactive" }));
    }
}

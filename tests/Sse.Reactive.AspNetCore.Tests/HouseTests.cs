using Sse.Tests.Shared;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The shape of this room: its public surface, and whom it knows.</summary>
public class HouseTests
{
    [Test]
    public void The_public_api_is_the_golden_file() =>
        PublicApi.AssertMatches(typeof(SseTopic).Assembly, Path.Combine(TestContext.CurrentContext.TestDirectory, "PublicApi.txt"));

    [Test]
    public void The_server_knows_the_protocol_and_Rx_and_never_the_client()
    {
        var known = typeof(SseTopic).Assembly.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => !name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) && !name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal))
            .Where(name => File.Exists(Path.Combine(TestContext.CurrentContext.TestDirectory, name + ".dll")));

        Assert.That(known, Is.EquivalentTo(new[] { "Sse.Protocol", "System.Reactive" }));
    }
}

using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>The public API, and the references of the assemblies.</summary>
public class ArchitectureTests
{
    private static readonly string[] Rooms =
    [
        "Sse.Protocol", "System.Reactive", "System.Interactive.Async",
        "System.Linq.AsyncEnumerable", // before .NET 10, whose framework has it, System.Interactive.Async brings it
        "Microsoft.Extensions.Logging.Abstractions", "System.Diagnostics.DiagnosticSource", // before .NET 10, the first brings the second
    ];

    [Test]
    public void The_public_api_is_the_golden_file() =>
        PublicApi.AssertMatches(typeof(SseObservable).Assembly, Path.Combine(TestContext.CurrentContext.TestDirectory, "PublicApi.txt"));

    [Test]
    public void The_protocol_depends_on_the_framework_alone() =>
        Assert.That(References.Of(typeof(SseEvent).Assembly), Is.Empty);

    [Test]
    public void The_client_depends_on_the_protocol_and_Rx_alone() =>
        Assert.That(References.Of(typeof(SseObservable).Assembly), Is.SubsetOf(Rooms));
}

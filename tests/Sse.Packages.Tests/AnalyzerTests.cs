namespace Sse.Packages.Tests;

/// <summary>The analyzers in the packages of client and server. ConsumerTests has what they report.</summary>
public class AnalyzerTests
{
    [TestCase("Sse.Reactive", "Sse.Analyzers.dll")]
    [TestCase("Sse.Reactive.AspNetCore", "Sse.Analyzers.Server.dll")]
    public void A_package_contains_its_own_analyzers(string package, string assembly) =>
        Assert.That(
            PackageFeed.Packages.Single(p => p.Id == package).Files.Where(file => file.StartsWith("analyzers/", StringComparison.Ordinal)),
            Is.EqualTo(new[] { $"analyzers/dotnet/cs/{assembly}" }));
}

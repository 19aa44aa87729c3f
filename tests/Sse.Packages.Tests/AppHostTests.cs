namespace Sse.Packages.Tests;

/// <summary>The sample that is not in the solution, because Aspire's packages are large.</summary>
public class AppHostTests
{
    [Test]
    public async Task The_AppHost_builds() =>
        await Command.RunAsync("dotnet", "build", Path.Combine(Repository.Root, "samples", "AppHost"), "-warnaserror");
}

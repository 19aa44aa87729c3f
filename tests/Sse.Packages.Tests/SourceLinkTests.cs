using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Text;
using Sse.Tests.Shared;

namespace Sse.Packages.Tests;

/// <summary>Packages link to their sources, and are the same wherever they are built. Tested in clones of what is committed.</summary>
public class SourceLinkTests
{
    private const string Origin = "https://github.com/example/sse-reactive";

    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A"); // the GUID of Source Link in portable PDBs

    [Test]
    public async Task Two_clones_build_identical_packages_with_source_links()
    {
        var package = await PackAsync(Repository.Root, "one");
        var other = await PackAsync(PackageFeed.Output("one"), "another-folder");
        var commit = (await Command.RunInAsync(PackageFeed.Output("one"), "git", "rev-parse", "HEAD")).Output.Trim();

        var repository = package.Elements("repository").Single();
        Assert.That(((string?)repository.Attribute("url"), (string?)repository.Attribute("commit")), Is.EqualTo((Origin, commit)));
        foreach (var assembly in package.Assemblies)
        {
            var symbols = Path.ChangeExtension(assembly, ".pdb");
            Assert.That(package.Bytes(assembly), Is.EqualTo(other.Bytes(assembly)), assembly);
            Assert.That(package.Symbols.Bytes(symbols), Is.EqualTo(other.Symbols.Bytes(symbols)), symbols);
            Assert.That(LinksOf(package.Symbols.Bytes(symbols)), Does.Contain($"example/sse-reactive/{commit}/*"));
        }
    }

    private static async Task<Package> PackAsync(string repository, string folder)
    {
        var clone = PackageFeed.Output(folder);
        await Command.RunAsync(Requires.Program("git"), "clone", "--quiet", repository, clone);
        await Command.RunInAsync(clone, "git", "remote", "set-url", "origin", Origin);

        // Sse.Reactive also uses source generators.
        await Command.RunInAsync(clone, Path.Combine(clone, "build.sh"), "pack", "-p:PackedProjects=Sse.Reactive", "-p:RunAnalyzers=false");
        return new(Directory.EnumerateFiles(Path.Combine(clone, "artifacts", "packages"), "*.nupkg").Single());
    }

    private static string LinksOf(byte[] symbols)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbImage(ImmutableArray.Create(symbols));
        var reader = provider.GetMetadataReader();
        var links = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation).Where(
            information => reader.GetGuid(information.Kind) == SourceLink);
        return Encoding.UTF8.GetString(reader.GetBlobBytes(links.Single().Value));
    }
}

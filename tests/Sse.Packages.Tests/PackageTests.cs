using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace Sse.Packages.Tests;

/// <summary>The content and the metadata of the packages.</summary>
public class PackageTests
{
    private const string Tool = "Sse.Reactive.Tool";

    [Test]
    public void Each_project_in_src_is_a_package_and_so_are_the_templates_and_the_tool_for_this_machine() =>
        Assert.That(
            PackageFeed.Packages.Select(p => p.Id),
            Is.EquivalentTo([.. Repository.PackedProjects.Select(IdOf), $"{Tool}.any", $"{Tool}.{RuntimeInformation.RuntimeIdentifier}"]));

    [Test]
    public void Each_package_has_its_metadata() => ForEach(package =>
    {
        Assert.That(package["description"], Is.Not.Empty.And.Not.EqualTo("Package Description"));
        Assert.That(package["projectUrl"], Does.StartWith("https://"));
        Assert.That((package["icon"], package.Files.Contains("icon.png")), Is.EqualTo(("icon.png", true)));
        Assert.That(package["tags"], Does.StartWith("sse server-sent-events"));
        Assert.That(package["authors"], Is.EqualTo("The Sse.Reactive authors"));
        Assert.That(package.Elements("license").Single().Value, Is.EqualTo("MIT"));
        Assert.That(package["releaseNotes"], Does.StartWith("### What it is\n").And.Not.Contains("\n## ").And.Not.Contains("](docs/"));
        Assert.That(Headings(package["releaseNotes"]!), Is.EqualTo(new[] { "What it is", TopicOf(package.Id) }));
        Assert.That((string?)package.Elements("repository").Single().Attribute("commit"), Does.Match("^[0-9a-f]{40}$"));
        Assert.That(
            package.Text(package["readme"]!),
            Does.StartWith("# ").And.Not.Contains("](docs/").And.Not.Contains("](../"),
            "a relative link, which is broken on the package's page");
    });

    [Test]
    public void Each_assembly_has_documentation_and_symbols() => ForEach(package =>
    {
        var symbols = package.Assemblies.Any() ? package.Symbols.Files.ToList() : [];
        foreach (var assembly in package.Assemblies)
        {
            Assert.That(package.Files, Does.Contain(Path.ChangeExtension(assembly, ".xml")));
            Assert.That(symbols, Does.Contain(Path.ChangeExtension(assembly, ".pdb")));
        }
    });

    [Test]
    public void The_dependencies_are_as_recorded()
    {
        var found = string.Concat(PackageFeed.Packages.SelectMany(p => p.Dependencies).Select(line => line + "\n"));
        File.WriteAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Dependencies.found.txt"), found);
        Assert.That(found, Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Sse.Packages.Tests", "Dependencies.txt"))),
            "The dependencies of a package have changed. If this is intended, copy Dependencies.found.txt over Dependencies.txt.");
    }

    private static void ForEach(Action<Package> assert) =>
        Assert.Multiple(() =>
        {
            foreach (var package in PackageFeed.Packages)
            {
                assert(package);
            }
        });

    private static string[] Headings(string notes) =>
        [.. notes.Split('\n').Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..])];

    /// <summary>What the release notes of a package are about.</summary>
    private static string TopicOf(string id) => id switch
    {
        "Sse.Protocol" => "The protocol",
        _ when id.StartsWith(Tool, StringComparison.Ordinal) => "The command line",
        "Sse.Templates" => "Samples and documents",
        _ when id.EndsWith(".Testing", StringComparison.Ordinal) => "Testing",
        _ when id.StartsWith("Sse.Reactive.AspNetCore", StringComparison.Ordinal) => "The server",
        _ => "The client",
    };

    private static string IdOf(string project) =>
        (string?)XDocument.Load(project).Descendants("PackageId").SingleOrDefault() ?? Path.GetFileNameWithoutExtension(project);
}

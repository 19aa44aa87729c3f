using System.Xml.Linq;

namespace Sse.Packages.Tests;

/// <summary>What is in the packages, and what they say of themselves.</summary>
public class PackageTests
{
    [Test]
    public void Each_project_in_src_is_a_package() =>
        Assert.That(Feed.Packages.Select(p => p.Id), Is.EquivalentTo(Repository.PackedProjects.Select(IdOf)));

    [Test]
    public void Each_says_what_it_is_who_made_it_and_what_is_new() => ForEach(package =>
    {
        Assert.That(package["description"], Is.Not.Empty.And.Not.EqualTo("Package Description"));
        Assert.That(package["tags"], Does.StartWith("sse server-sent-events"));
        Assert.That(package["authors"], Is.EqualTo("The Sse.Reactive authors"));
        Assert.That(package.Elements("license").Single().Value, Is.EqualTo("MIT"));
        Assert.That(package["releaseNotes"], Does.StartWith("### ").And.Not.Contains("\n## "));
        Assert.That((string?)package.Elements("repository").Single().Attribute("commit"), Does.Match("^[0-9a-f]{40}$"));
        Assert.That(package.Text(package["readme"]!), Does.StartWith("# ").And.Not.Contains("](docs/"), "a link that leads nowhere from a package's page");
    });

    [Test]
    public void Each_assembly_has_its_documentation_and_its_symbols() => ForEach(package =>
    {
        var symbols = package.Symbols.Files.ToList();
        foreach (var assembly in package.Assemblies)
        {
            Assert.That(package.Files, Does.Contain(Path.ChangeExtension(assembly, ".xml")));
            Assert.That(symbols, Does.Contain(Path.ChangeExtension(assembly, ".pdb")));
        }
    });

    [Test]
    public void Nothing_reaches_a_user_but_what_is_meant_to()
    {
        var found = string.Concat(Feed.Packages.SelectMany(p => p.Dependencies).Select(line => line + "\n"));
        File.WriteAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Dependencies.found.txt"), found);
        Assert.That(found, Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Sse.Packages.Tests", "Dependencies.txt"))),
            "What a package brings differs. If that is meant, copy the .found.txt over the golden file.");
    }

    private static void ForEach(Action<Package> assert) =>
        Assert.Multiple(() =>
        {
            foreach (var package in Feed.Packages)
            {
                assert(package);
            }
        });

    private static string IdOf(string project) =>
        (string?)XDocument.Load(project).Descendants("PackageId").SingleOrDefault() ?? Path.GetFileNameWithoutExtension(project);
}

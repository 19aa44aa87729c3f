using System.Globalization;
using System.Xml.Linq;
using Pictures.Drawings;
using Pictures.Results;

namespace Sse.Docs.Tests;

/// <summary>The pictures of the documents: made by scripts, and readable for everyone.</summary>
public class PictureTests
{
    private static IEnumerable<string> Names => AllDrawings.Names;

    private static IEnumerable<string> Files => RepositoryFiles.All("docs/pictures", "*.svg").Select(file => Path.GetFileName(file));

    [TestCaseSource(nameof(Names))]
    public void A_drawing_is_what_its_script_draws(string name) =>
        Assert.That(
            RepositoryFiles.Read($"docs/pictures/{name}"),
            Is.EqualTo(AllDrawings.Draw(name)),
            "Run ./build.sh pictures drawings.");

    [TestCaseSource(nameof(Files))]
    public void A_picture_is_valid_has_a_title_and_loads_nothing(string name)
    {
        var text = RepositoryFiles.Read($"docs/pictures/{name}");
        var root = XDocument.Parse(text).Root!;

        Assert.That(root.Attribute("role")?.Value, Is.EqualTo("img"));
        Assert.That(root.Elements().First().Name.LocalName, Is.EqualTo("title"));
        var attributes = root.DescendantsAndSelf().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration);
        Assert.That(attributes.Select(attribute => attribute.Value), Has.None.Contains("//"));
        Assert.That(text, Does.Not.Contain("@import").And.Not.Contain("<script").And.Not.Contain("url("));
    }

    [Test]
    public void Every_picture_is_shown()
    {
        var shown = string.Concat(RepositoryFiles.Markdown.Append("eng/Site/docfx.json").Select(RepositoryFiles.Read));

        Findings.AssertNone(
            from file in RepositoryFiles.All("docs/pictures", "*")
            let name = Path.GetFileName(file)
            where !shown.Contains($"pictures/{name}", StringComparison.Ordinal)
            select name,
            "Show the picture in a document, or delete it.");
    }

    [Test]
    public void Every_picture_has_a_text_instead() =>
        Findings.AssertNone(
            from document in RepositoryFiles.Documents
            where RepositoryFiles.Read(document).Contains("![](", StringComparison.Ordinal)
            select RepositoryFiles.Name(document),
            "Say between the brackets what the picture shows.");

    [Test]
    public void The_recording_shows_a_connection_that_is_lost_and_resumed() =>
        Assert.That(RepositoryFiles.Read("docs/pictures/sse.svg"), Does.Match("lost[\\s\\S]*reconnected[\\s\\S]*after\u00a0ID\u00a03"));

    [Test]
    public void The_tables_are_those_of_the_stored_results()
    {
        var page = RepositoryFiles.Read(PerformancePage.File);

        Assert.That(page, Is.EqualTo(PerformancePage.Update(page)), "Run ./build.sh bench-tables.");
    }

    [Test]
    public void The_range_of_the_chart_is_that_of_the_stored_results()
    {
        var rates = ResultTable.Read("server").Rows.Select(result => result.Number("rate")).ToList();

        Assert.That(
            RepositoryFiles.Read("README.md"),
            Does.Contain(string.Create(CultureInfo.InvariantCulture, $"delivers {Round(rates.Min())} to {Round(rates.Max())} times")));
    }

    private static string Round(double factor) => factor.ToString("0.0", CultureInfo.InvariantCulture);
}

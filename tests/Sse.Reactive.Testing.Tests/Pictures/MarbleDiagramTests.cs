using System.Xml.Linq;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Pictures of marble strings: what they show, and that any text is safe in them.</summary>
public class MarbleDiagramTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly Dictionary<string, string> Golden = new()
    {
        ["sequence"] = MarbleDiagram.ToSvg("-a-(b|)", ('a', "first"), ('b', "second")),
        ["comparison"] = new MarbleDiagram("Failure").AddComparison("--a-b---|", "--a--c-b|", ('a', "x"), ('c', "zz")).ToSvg(),
        ["time"] = new MarbleDiagram("Time", TimeSpan.FromMilliseconds(10)) { ShowsTime = true, Description = "Two connections." }
            .Add("connection", "^-a-#")
            .AddOperator("Connect")
            .Add("events", "--a- 500ms -b--", ('b', "id 8"))
            .ToSvg(),
    };

    [TestCase("sequence")]
    [TestCase("comparison")]
    [TestCase("time")]
    public void A_picture_is_the_golden_file(string name)
    {
        var golden = Path.Combine(TestContext.CurrentContext.TestDirectory, "Pictures", $"{name}.svg");
        File.WriteAllText(Path.ChangeExtension(golden, ".found.svg"), Golden[name]);

        Assert.That(
            Golden[name],
            Is.EqualTo(File.ReadAllText(golden)),
            "After an intended change, copy the .found.svg next to the test's assembly.");
    }

    [Test]
    public void Each_symbol_has_its_shape()
    {
        var picture = XDocument.Parse(MarbleDiagram.ToSvg("^-a-b-#"));

        Assert.That(Texts(picture), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(Classes(picture, "circle"), Is.EqualTo(new[] { "m0", "m1" }));
        Assert.That(Classes(picture, "path"), Is.EqualTo(new[] { "line", "mark", "cross" }));
    }

    [Test]
    public void The_same_letter_has_the_same_color_in_each_row()
    {
        var picture = XDocument.Parse(new MarbleDiagram("Colors").Add("", "a-b").Add("", "b-a").ToSvg());

        Assert.That(Classes(picture, "circle"), Is.EqualTo(new[] { "m0", "m1", "m1", "m0" }));
    }

    [Test]
    public void The_same_frame_is_at_the_same_position_in_each_row()
    {
        var picture = XDocument.Parse(new MarbleDiagram("Rows").Add("long label", "--a 2s -b").Add("", "---- 2s c").ToSvg());

        var positions = picture.Descendants(Svg + "circle").ToLookup(circle => circle.Attribute("cx")!.Value);
        Assert.That(positions.Select(position => position.Count()), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void A_long_wait_is_drawn_short_and_labelled()
    {
        var picture = XDocument.Parse(MarbleDiagram.ToSvg("a 24m b"));

        Assert.That(Texts(picture), Is.EqualTo(new[] { "24m", "a", "b" }));
        Assert.That((double)picture.Root!.Attribute("width")!, Is.LessThan(300));
    }

    [Test]
    public void The_first_difference_is_marked()
    {
        var picture = XDocument.Parse(
            new MarbleDiagram("Failure", TimeSpan.FromMilliseconds(10)).AddComparison("--a-b---|", "--a--c-b|").ToSvg());

        Assert.That(Texts(picture), Does.Contain("after 40ms"));
        Assert.That(Classes(picture, "rect"), Is.EqualTo(new[] { "difference", "difference" }));
    }

    [Test]
    public void Equal_sequences_have_no_mark() =>
        Assert.That(Classes(XDocument.Parse(new MarbleDiagram("Equal").AddComparison("-a|", "-a|").ToSvg()), "rect"), Is.Empty);

    [Test]
    public void Captions_that_overlap_are_one_below_the_other()
    {
        var picture = XDocument.Parse(MarbleDiagram.ToSvg("aba", ('a', "a long caption"), ('b', "another one")));

        var heights = picture.Descendants(Svg + "text").Where(text => text.Value.Length > 1).Select(text => text.Attribute("y")!.Value);
        Assert.That(heights, Is.Unique);
    }

    [TestCase("</text><script>alert(1)</script>")]
    [TestCase("\" onload=\"alert(1)")]
    [TestCase("]]> <!-- & &amp; %3C")]
    [TestCase("\0\u001b[31m\ud800 \uffff \u202e")]
    [TestCase("two\nlines\r\tand a tab")]
    [TestCase("\ud83d\ude00 東京")]
    public void Any_text_is_only_text(string text)
    {
        var svg = new MarbleDiagram(text) { Description = text }.Add(text, "a|", ('a', text), ('|', text)).AddOperator(text).ToSvg();

        var picture = XDocument.Parse(svg);
        var valid = Valid(text);
        Assert.That(picture.Descendants().Select(element => element.Name.LocalName).Distinct(), Is.SubsetOf(Elements));
        Assert.That(picture.Descendants().Attributes().Select(attribute => attribute.Name.LocalName), Has.None.StartsWith("on"));
        Assert.That(picture.Root!.Element(Svg + "title")!.Value, Is.EqualTo(valid));
        Assert.That(picture.Root!.Element(Svg + "desc")!.Value, Is.EqualTo(valid));
        Assert.That(Texts(picture).Count(t => t == valid), Is.EqualTo(4));
    }

    [Test]
    public void Screen_readers_find_a_title_and_the_rows()
    {
        var picture = XDocument.Parse(new MarbleDiagram("Resume").Add("events", " -a-|", ('a', "x")).AddOperator("Take(1)").ToSvg()).Root!;

        Assert.That(picture.Attribute("role")!.Value, Is.EqualTo("img"));
        Assert.That(picture.Elements().Take(2).Select(element => (element.Name.LocalName, element.Value)), Is.EqualTo(new[]
        {
            ("title", "Resume"), ("desc", "events: -a-|, a = x; Take(1)"),
        }));
    }

    [Test]
    public void Follows_the_readers_color_scheme() =>
        Assert.That(MarbleDiagram.ToSvg("a"), Does.Contain("@media (prefers-color-scheme: dark)"));

    [TestCase("", "")]
    [TestCase("(^!)", "")]
    [TestCase("-^--!", "")]
    [TestCase("--a--^--b|", "")]
    [TestCase("-a-!", "")]
    [TestCase("a 100000000m b 3ms c", "")]
    [TestCase("(abcdefghijklmnopqrstuvwxyz)-a", "--- 5s |")]
    public void Draws_every_valid_string(string first, string second) =>
        Assert.DoesNotThrow(() => XDocument.Parse(
            new MarbleDiagram("Any") { ShowsTime = true }.AddComparison(first, second).Add("x", second).ToSvg()));

    [Test]
    public void Draws_no_rows_as_an_empty_picture() => Assert.That(Texts(XDocument.Parse(new MarbleDiagram("Empty").ToSvg())), Is.Empty);

    [Test]
    public void An_invalid_string_is_an_error_at_its_column() =>
        Assert.That(Assert.Throws<MarbleSyntaxException>(() => MarbleDiagram.ToSvg("-a*"))!.Column, Is.EqualTo(3));

    [TestCase("b", "The caption of 'b' is not used")]
    [TestCase("aa", "'a' has more than one caption")]
    public void A_caption_without_its_symbol_or_given_twice_is_an_error(string symbols, string error)
    {
        (char, string)[] captions = [.. symbols.Select(symbol => (symbol, "text"))];

        Assert.That(() => MarbleDiagram.ToSvg("a|", captions), Throws.TypeOf<MarbleSyntaxException>().With.Message.StartsWith(error));
    }

    [Test]
    public void A_frame_that_is_too_short_is_an_error() =>
        Assert.That(() => new MarbleDiagram("x", TimeSpan.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static readonly string[] Elements = ["svg", "title", "desc", "style", "text", "circle", "path", "rect"];

    private static IEnumerable<string> Texts(XDocument picture) => picture.Descendants(Svg + "text").Select(text => text.Value);

    private static IEnumerable<string?> Classes(XDocument picture, string element) =>
        picture.Descendants(Svg + element).Select(e => e.Attribute("class")?.Value);

    /// <summary>Control characters, lone surrogates and what XML does not allow become U+FFFD.</summary>
    private static string Valid(string text) => string.Concat(text.EnumerateRunes().Select(rune =>
        rune.Value is 0xFFFE or 0xFFFF || System.Text.Rune.IsControl(rune) ? "\uFFFD" : rune.ToString()));
}

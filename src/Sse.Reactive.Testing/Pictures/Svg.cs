using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Sse.Reactive.Testing;

/// <summary>Elements of an SVG document.</summary>
internal static class Svg
{
    private const double CharacterWidth = 7.25; // of the monospaced font, at 12 px
    private const char FirstWideCharacter = '\u1100'; // East Asian characters are twice as wide

    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    private static readonly XmlWriterSettings Format = new() { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true };

    /// <summary>How wide a text is drawn.</summary>
    public static double WidthOf(string text) => text.Sum(c => c < FirstWideCharacter ? 1 : 2) * CharacterWidth;

    /// <summary>An element; attributes whose value is <see langword="null"/> are omitted.</summary>
    public static XElement Element(string name, params (string Name, object? Value)[] attributes) => new(
        Namespace + name,
        attributes.Where(attribute => attribute.Value is not null)
            .Select(attribute => new XAttribute(attribute.Name, Text(attribute.Value!))));

    /// <summary>An element with text.</summary>
    public static XElement Element(string name, string text, params (string Name, object? Value)[] attributes)
    {
        var element = Element(name, attributes);
        element.Add(Valid(text));
        return element;
    }

    /// <summary>A style sheet, which has several lines.</summary>
    public static XElement Style(string css) => new(Namespace + "style", css);

    public static XElement Line(double x1, double y1, double x2, double y2, string style) =>
        Element("path", ("class", style), ("d", $"M{Text(x1)} {Text(y1)}L{Text(x2)} {Text(y2)}"));

    public static string Text(object value) => value switch
    {
        double number => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => Valid($"{value}"),
    };

    /// <summary>The document's text.</summary>
    public static string Write(XElement root)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, Format))
        {
            root.Save(writer);
        }

        return text.Append('\n').ToString();
    }

    /// <summary>A text without the characters that XML does not allow.</summary>
    private static string Valid(string text)
    {
        var valid = new StringBuilder(text);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(text[i]) || char.IsControl(text[i]))
            {
                valid[i] = '\uFFFD';
            }
        }

        return valid.ToString();
    }
}

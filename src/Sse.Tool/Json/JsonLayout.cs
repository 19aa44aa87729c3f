using System.Runtime.InteropServices;
using System.Text.Json;
using Sse.Tool.Output;

namespace Sse.Tool.Json;

/// <summary>JSON for the eye: what fits in a line stands in a line, all else is indented.</summary>
internal static class JsonLayout
{
    /// <summary>Writes it where the line has come to.</summary>
    /// <param name="value">The value.</param>
    /// <param name="paper">Where to.</param>
    /// <param name="room">How many characters are left of this line.</param>
    /// <param name="indent">Where the lines below begin.</param>
    /// <param name="width">How many characters a line has.</param>
    public static void Write(JsonElement value, Paper paper, int room, int indent, int width)
    {
        if (Fits(value, room) || value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            WriteFlat(value, paper);
            return;
        }

        var isObject = value.ValueKind == JsonValueKind.Object;
        paper.Write(isObject ? "{" : "[", Ink.Dim);
        var isFirst = true;
        foreach (var (name, item) in ItemsOf(value))
        {
            paper.Write(isFirst ? "\n" : ",\n", Ink.Dim).Write(new(' ', indent + 2));
            var key = name is null ? "" : KeyOf(name);
            WriteKey(key, paper);
            Write(item, paper, width - indent - 3 - key.Length, indent + 2, width);
            isFirst = false;
        }

        paper.Line().Write(new(' ', indent)).Write(isObject ? "}" : "]", Ink.Dim);
    }

    /// <summary>Whether it fits in so many characters of a line.</summary>
    public static bool Fits(JsonElement value, int room) =>
        JsonMarshal.GetRawUtf8Value(value).Length <= 4 * room + 100 && LengthOf(value) <= room; // what is far larger need not be measured

    private static int LengthOf(JsonElement value)
    {
        using var measured = new StringWriter();
        WriteFlat(value, new PlainPaper(measured));
        return measured.GetStringBuilder().Length;
    }

    private static void WriteFlat(JsonElement value, Paper paper)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array:
                var isObject = value.ValueKind == JsonValueKind.Object;
                var separator = isObject ? "{ " : "[";
                foreach (var (name, item) in ItemsOf(value))
                {
                    paper.Write(separator, Ink.Dim);
                    WriteKey(name is null ? "" : KeyOf(name), paper);
                    WriteFlat(item, paper);
                    separator = ", ";
                }

                var isEmpty = separator != ", ";
                paper.Write((isObject, isEmpty) switch { (true, true) => "{}", (true, false) => " }", (false, true) => "[]", (false, false) => "]" }, Ink.Dim);
                break;

            case JsonValueKind.String:
                paper.Write(Printable.Line(JsonText.Quoted(value)), Ink.Text);
                break;

            default:
                paper.Write(value.GetRawText(), value.ValueKind == JsonValueKind.Number ? Ink.Number : Ink.Literal);
                break;
        }
    }

    private static string KeyOf(string name) => Printable.Line(JsonText.Quoted(name)) + ": ";

    private static void WriteKey(string key, Paper paper)
    {
        if (key.Length > 0)
        {
            paper.Write(key[..^2], Ink.Key).Write(": ", Ink.Dim);
        }
    }

    private static IEnumerable<(string? Name, JsonElement Value)> ItemsOf(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().Select(property => ((string?)NameOf(property), property.Value))
        : value.EnumerateArray().Select(item => ((string?)null, item));

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD"; // half a surrogate pair, escaped
        }
    }
}

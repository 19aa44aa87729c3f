using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sse.Tool;

/// <summary>Pretty-prints JSON: what fits on a line stays on one line, everything else is indented.</summary>
internal static class JsonPrettyPrinter
{
    /// <summary>Writes the value at the current position of the line.</summary>
    /// <param name="value">The value.</param>
    /// <param name="output">Receives the text.</param>
    /// <param name="available">How many characters are left on the current line.</param>
    /// <param name="indent">The indentation of the following lines.</param>
    /// <param name="width">The line width in characters.</param>
    public static void Write(JsonElement value, TextOutput output, int available, int indent, int width)
    {
        if (Fits(value, available) || value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            WriteFlat(value, output);
            return;
        }

        var isObject = value.ValueKind == JsonValueKind.Object;
        output.Write(isObject ? "{" : "[", TextStyle.Dim);
        var isFirst = true;
        foreach (var (name, item) in ItemsOf(value))
        {
            output.Write(isFirst ? "\n" : ",\n", TextStyle.Dim).Write(new(' ', indent + 2));
            var key = name is null ? "" : KeyOf(name);
            WriteKey(key, output);
            Write(item, output, width - indent - 3 - key.Length, indent + 2, width);
            isFirst = false;
        }

        output.WriteLine().Write(new(' ', indent)).Write(isObject ? "}" : "]", TextStyle.Dim);
    }

    /// <summary>Whether the value fits in this many characters of a line.</summary>
    public static bool Fits(JsonElement value, int available)
    {
        var isFarTooLarge = JsonMarshal.GetRawUtf8Value(value).Length > 4 * available + 100; // need not be measured
        return !isFarTooLarge && LengthOf(value) <= available;
    }

    private static int LengthOf(JsonElement value)
    {
        using var measured = new StringWriter();
        WriteFlat(value, new PlainTextOutput(measured));
        return measured.GetStringBuilder().Length;
    }

    private static void WriteFlat(JsonElement value, TextOutput output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array:
                var isObject = value.ValueKind == JsonValueKind.Object;
                var separator = isObject ? "{ " : "[";
                foreach (var (name, item) in ItemsOf(value))
                {
                    output.Write(separator, TextStyle.Dim);
                    WriteKey(name is null ? "" : KeyOf(name), output);
                    WriteFlat(item, output);
                    separator = ", ";
                }

                var isEmpty = separator != ", ";
                output.Write(isObject ? (isEmpty ? "{}" : " }") : isEmpty ? "[]" : "]", TextStyle.Dim);
                break;

            case JsonValueKind.String:
                output.Write(Printable.Line(JsonText.Quoted(value)), TextStyle.Text);
                break;

            default:
                output.Write(value.GetRawText(), value.ValueKind == JsonValueKind.Number ? TextStyle.Number : TextStyle.Literal);
                break;
        }
    }

    private static string KeyOf(string name) => Printable.Line(JsonText.Quoted(name)) + ": ";

    private static void WriteKey(string key, TextOutput output)
    {
        if (key.Length > 0)
        {
            output.Write(key[..^2], TextStyle.Key).Write(": ", TextStyle.Dim);
        }
    }

    private static IEnumerable<(string? Name, JsonElement Value)> ItemsOf(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().Select(property => ((string?)JsonText.NameOf(property), property.Value))
        : value.EnumerateArray().Select(item => ((string?)null, item));
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sse.Tool.Json;

/// <summary>JSON in data, and JSON as text: letters of all languages as they are.</summary>
internal static class JsonText
{
    /// <returns><see langword="null"/> if it is none.</returns>
    public static JsonDocument? TryParse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (ArgumentException)
        {
            return null; // half a surrogate pair
        }
    }

    /// <summary>An object or an array: what is worth being laid out.</summary>
    public static JsonDocument? TryParseStructure(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..] ? TryParse(text) : null;

    /// <summary>A string with its quotes.</summary>
    public static string Quoted(JsonElement text)
    {
        try
        {
            return Quoted(text.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText(); // half a surrogate pair, escaped
        }
    }

    /// <summary>What has to be escaped, and nothing else.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\t' => quoted.Append(@"\t"),
                < ' ' or (>= '\u007F' and <= '\u009F') => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A value as a program wants it: a string without quotes, all else on one line.</summary>
    public static string Value(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            try
            {
                return value.GetString()!;
            }
            catch (InvalidOperationException)
            {
                return value.GetRawText();
            }
        }

        return OnOneLine(value.GetRawText());
    }

    /// <summary>As it was written, but for white space between.</summary>
    private static string OnOneLine(string json)
    {
        var line = new StringBuilder(json.Length);
        var isInString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (isInString && c == '\\')
            {
                line.Append(c).Append(json[++i]);
                continue;
            }

            isInString ^= c == '"';
            if (isInString || c is not (' ' or '\t' or '\r' or '\n'))
            {
                line.Append(c);
            }
        }

        return line.ToString();
    }
}

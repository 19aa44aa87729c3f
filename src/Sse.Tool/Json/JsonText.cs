using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sse.Tool;

/// <summary>Parses JSON in event data, and writes JSON text in which non-ASCII characters are not escaped.</summary>
internal static partial class JsonText
{
    /// <returns><see langword="null"/> if the text is not JSON.</returns>
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
            return null; // a lone surrogate
        }
    }

    /// <summary>Parses objects and arrays only; other text returns <see langword="null"/>.</summary>
    public static JsonDocument? TryParseStructure(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..] ? TryParse(text) : null;

    /// <summary>The value of a property of an object; the last one, if there are several of that name.</summary>
    public static JsonElement? Property(JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            // Some name is an escaped lone surrogate, which cannot be compared.
            return json.EnumerateObject().Where(property => NameOf(property) == name).Select(property => (JsonElement?)property.Value)
                .LastOrDefault();
        }
    }

    /// <summary>The name of a property. An escaped lone surrogate becomes U+FFFD.</summary>
    public static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    /// <summary>A JSON string with its quotes.</summary>
    public static string Quoted(JsonElement text)
    {
        try
        {
            return Quoted(text.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText(); // an escaped lone surrogate
        }
    }

    /// <summary>
    /// The text as a JSON string. Escapes only what JSON or a terminal requires: quotes, backslashes and control characters.
    /// </summary>
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

    /// <summary>Whether a value can be written as text: a string without half of a surrogate pair, or any other value.</summary>
    public static bool IsUnicode(JsonElement value)
    {
        try
        {
            return value.ValueKind != JsonValueKind.String || value.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// The value as text for another program: a string without quotes, in which half of a surrogate pair becomes U+FFFD, and anything else
    /// as JSON on one line.
    /// </summary>
    public static string Value(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return OnOneLine(value.GetRawText());
        }

        if (IsUnicode(value))
        {
            return value.GetString()!;
        }

        const int PairLength = 12; // \ud83d\ude00
        var valid = Surrogates().Replace(
            value.GetRawText(), match => match.Value[1] == 'u' && match.Length is > 2 and < PairLength ? @"\ufffd" : match.Value);
        using var json = JsonDocument.Parse(valid);
        return json.RootElement.GetString()!;
    }

    /// <summary>The escapes of a JSON string: a surrogate pair, half of one, or the beginning of any other.</summary>
    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.")]
    private static partial Regex Surrogates();

    /// <summary>The JSON as it was written, without the whitespace between tokens.</summary>
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

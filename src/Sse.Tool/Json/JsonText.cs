using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sse.Tool.Json;

/// <summary>JSON in data, and JSON as text: letters of all languages as they are.</summary>
internal static class JsonText
{
    public static readonly JavaScriptEncoder Relaxed = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

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

    public static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, Relaxed)}\"";

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

        var compact = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(compact, new() { Encoder = Relaxed }))
        {
            value.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(compact.WrittenSpan);
    }
}

using System.Text.Json;

namespace Sse.Tool.Json;

/// <summary>One step down a JSON document: into a property, or to an item; a negative index counts from the end.</summary>
internal readonly record struct JsonStep(string? Name, int Index = 0)
{
    public JsonElement? Of(JsonElement element)
    {
        if (Name is not null)
        {
            return element.ValueKind == JsonValueKind.Object ? Property(element, Name) : null;
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var length = element.GetArrayLength();
        var index = Index < 0 ? length + Index : Index;
        return index >= 0 && index < length ? element[index] : null;
    }

    private static JsonElement? Property(JsonElement element, string name)
    {
        try
        {
            return element.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null; // another name is half a surrogate pair, escaped
        }
    }
}

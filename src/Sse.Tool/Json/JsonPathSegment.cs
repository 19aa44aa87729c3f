using System.Text.Json;

namespace Sse.Tool;

/// <summary>
/// One segment of a <see cref="JsonPath"/>: a property name, an index into an array, all items of an array, or those that a filter selects.
/// A negative index counts from the end.
/// </summary>
internal readonly record struct JsonPathSegment(string? Name, int Index = 0, bool IsEach = false, JsonFilter? Filter = null)
{
    public IEnumerable<JsonElement> FindAll(JsonElement element) =>
        Filter is { } filter ? (element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Where(filter.Matches) : [])
        : IsEach ? (element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [])
        : Find(element) is { } value ? [value]
        : [];

    public JsonElement? Find(JsonElement element)
    {
        if (Name is not null)
        {
            return element.ValueKind == JsonValueKind.Object ? JsonText.Property(element, Name) : null;
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var length = element.GetArrayLength();
        var index = Index < 0 ? length + Index : Index;
        return index >= 0 && index < length ? element[index] : null;
    }
}

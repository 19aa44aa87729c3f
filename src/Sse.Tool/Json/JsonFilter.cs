using System.Text.Json;

namespace Sse.Tool;

/// <summary>Selects items by one of their properties. A missing property differs from every value (RFC 9535, 2.3.5.2.2).</summary>
/// <param name="Name">The property.</param>
/// <param name="IsEqual">Whether it must have the value, or any other one.</param>
/// <param name="Value">A string, a number, <c>true</c>, <c>false</c> or <c>null</c>.</param>
internal sealed record JsonFilter(string Name, bool IsEqual, JsonElement Value)
{
    public bool Matches(JsonElement item) => IsEqual == (new JsonPathSegment(Name).Find(item) is { } found && HasValue(found));

    private bool HasValue(JsonElement found) => found.ValueKind == Value.ValueKind && (Value.ValueKind == JsonValueKind.Number
        ? found.GetDouble().Equals(Value.GetDouble())
        : JsonText.Value(found) == JsonText.Value(Value));
}

namespace Sse.Interop.Tests.Peers;

/// <summary>Fills in the placeholders <c>@NAME@</c> of configuration templates.</summary>
internal static class Template
{
    public static string Fill(string text, params (string Name, string Value)[] values) =>
        values.Aggregate(text, (filled, value) => filled.Replace($"@{value.Name}@", value.Value, StringComparison.Ordinal));
}

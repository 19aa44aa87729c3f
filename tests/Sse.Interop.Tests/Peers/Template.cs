namespace Sse.Interop.Tests.Peers;

/// <summary>Configurations with places to be filled in: <c>@NAME@</c>.</summary>
internal static class Template
{
    public static string Fill(string text, params (string Name, string Value)[] values) =>
        values.Aggregate(text, (filled, value) => filled.Replace($"@{value.Name}@", value.Value, StringComparison.Ordinal));
}

using System.Collections;
using System.Globalization;
using System.Text;

namespace Sse.Reactive.Testing;

/// <summary>A value, as a failure's message shows it.</summary>
internal static class ValueText
{
    private const int Longest = 500;

    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => Quote(text),
        SseEvent e => Of(e),
        Exception error => $"{error.GetType().Name}: {error.Message}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Of))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Of(SseEvent e) =>
        Quote(e.Data)
        + (e.Type == SseEvent.DefaultType ? "" : $", type {Quote(e.Type)}")
        + (e.LastEventId.Length == 0 ? "" : $", id {Quote(e.LastEventId)}");

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) => $"\\u{(int)c:X4}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').Append(text.Length > Longest ? $"... ({text.Length} characters)" : "").ToString();
    }
}

using System.Collections;
using System.Globalization;
using System.Text;

namespace Sse.Reactive.Testing;

/// <summary>Formats values for failure messages.</summary>
internal static class ValueFormatter
{
    private const int MaxLength = 500;

    public static string Format(object? value) => value switch
    {
        null => "null",
        string text => Quote(text),
        SseEvent e => Format(e),
        Exception error => $"{error.GetType().Name}: {error.Message}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Format))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The type of a value, and of the items of a sequence: for values whose texts are equal, and that are not.</summary>
    public static string TypeOf(object? value) => value switch
    {
        null => "null",
        string => nameof(String),
        IEnumerable items => $"{Name(value.GetType())} of {string.Join(", ", items.Cast<object?>().Select(TypeOf).Distinct())}",
        _ => Name(value.GetType()),
    };

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;

    private static string Format(SseEvent e) =>
        Quote(e.Data)
        + (e.Type == SseEvent.DefaultType ? "" : $", type {Quote(e.Type)}")
        + (e.LastEventId.Length == 0 ? "" : $", id {Quote(e.LastEventId)}");

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
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

        return quoted.Append('"').Append(text.Length > MaxLength ? $"... ({text.Length} characters)" : "").ToString();
    }
}

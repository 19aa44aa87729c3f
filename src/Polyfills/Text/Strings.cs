using System.Text;

namespace System;

/// <summary>Overloads of string methods with a separator or a comparison.</summary>
internal static class Strings
{
    extension(string)
    {
        public static string Join(char separator, IEnumerable<string> values) => string.Join(separator.ToString(), values);
    }

    public static StringBuilder AppendJoin(this StringBuilder text, string separator, IEnumerable<string> values) =>
        text.Append(string.Join(separator, values));

    public static bool Contains(this string text, char value, StringComparison comparison) =>
        text.IndexOf(value.ToString(), comparison) >= 0;

    public static bool Contains(this string text, string value, StringComparison comparison) => text.IndexOf(value, comparison) >= 0;

    /// <summary>Supports <see cref="StringComparison.Ordinal"/> only.</summary>
    public static string Replace(this string text, string oldValue, string newValue, StringComparison comparison) =>
        comparison == StringComparison.Ordinal
            ? text.Replace(oldValue, newValue)
            : throw new NotSupportedException("Only StringComparison.Ordinal is supported here.");
}

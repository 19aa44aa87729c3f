namespace Sse.Reactive.Testing;

/// <summary>
/// A marble string, or the values given for its letters, are invalid. The message gives the reason and points at the column.
/// </summary>
public sealed class MarbleSyntaxException : FormatException
{
    internal MarbleSyntaxException(string problem, string marbles, int? column = null)
        : base(Describe(problem, marbles, column)) =>
        Column = column + 1;

    /// <summary>
    /// The column of the error in the marble string, from 1; <see langword="null"/> if the error is in no particular column.
    /// </summary>
    public int? Column { get; }

    private static string Describe(string problem, string marbles, int? column)
    {
        var shown = string.Concat(marbles.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return column is { } at
            ? $"Column {at + 1}: {problem}\n\n    {shown}\n    {new string(' ', at)}^"
            : $"{problem}\n\n    {shown}";
    }
}

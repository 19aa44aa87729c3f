namespace Sse.Reactive.Testing;

/// <summary>A marble string, or what was given for its letters, makes no sense. The message says why, and points at the column.</summary>
public sealed class MarbleSyntaxException : FormatException
{
    internal MarbleSyntaxException(string problem, string marbles, int? column = null)
        : base(Describe(problem, marbles, column)) =>
        Column = column + 1;

    /// <summary>Which column of the marble string is wrong; the first is 1. <see langword="null"/> if it is none in particular.</summary>
    public int? Column { get; }

    private static string Describe(string problem, string marbles, int? column)
    {
        var shown = string.Concat(marbles.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return column is { } at
            ? $"Column {at + 1}: {problem}\n\n    {shown}\n    {new string(' ', at)}^"
            : $"{problem}\n\n    {shown}";
    }
}

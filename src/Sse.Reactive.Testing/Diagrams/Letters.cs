namespace Sse.Reactive.Testing;

/// <summary>What the letters of a marble string stand for.</summary>
internal sealed class Letters<T>
{
    private readonly Dictionary<char, T> _values = [];

    /// <param name="diagram">The marble string.</param>
    /// <param name="values">A value for each of its letters. If there are none at all, letters stand for themselves where they can.</param>
    public Letters(Diagram diagram, (char Letter, T Value)[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var (letter, value) in values)
        {
            Add(letter, value, diagram);
        }

        var hasValues = values.Length > 0;
        foreach (var mark in diagram.Marks.Where(m => m.IsLetter && !_values.ContainsKey(m.Sign)))
        {
            _values.Add(mark.Sign, !hasValues && TryItself(mark.Sign, out var itself)
                ? itself
                : throw new MarbleSyntaxException($"'{mark.Sign}' has no value. Add ('{mark.Sign}', ...).", diagram.Text, mark.Column));
        }

        foreach (var (letter, _) in values)
        {
            if (diagram.Marks.All(m => m.Sign != letter))
            {
                throw new MarbleSyntaxException($"The value of '{letter}' is never used: the string has no '{letter}'.", diagram.Text);
            }
        }
    }

    public T this[char letter] => _values[letter];

    public IEnumerable<char> All => _values.Keys;

    /// <summary>The letter that stands for itself: as text, or as the data of an event.</summary>
    private static bool TryItself(char letter, out T value)
    {
        object? itself =
            typeof(T) == typeof(SseEvent) ? new SseEvent(letter.ToString())
            : typeof(T) == typeof(SseMarble) ? (SseMarble)letter.ToString()
            : typeof(T) == typeof(string) ? letter.ToString()
            : typeof(T) == typeof(char) ? letter
            : null;
        value = itself is T t ? t : default!;
        return itself is T;
    }

    private void Add(char letter, T value, Diagram diagram)
    {
        if (!Mark.IsLetterSign(letter))
        {
            throw new MarbleSyntaxException($"'{letter}' cannot have a value: only letters and digits can.", diagram.Text);
        }

        if (!_values.TryAdd(letter, value))
        {
            throw new MarbleSyntaxException($"'{letter}' has two values.", diagram.Text);
        }
    }
}

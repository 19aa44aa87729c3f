namespace Sse.Reactive.Testing;

/// <summary>The value of each letter of a marble string.</summary>
internal sealed class LetterValues<T>
{
    private readonly Dictionary<char, T> _values = [];

    /// <param name="diagram">The marble string.</param>
    /// <param name="values">
    /// A value for each of its letters. If there is none, letters stand for themselves, for types that allow it.
    /// </param>
    public LetterValues(Diagram diagram, (char Letter, T Value)[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var (letter, value) in values)
        {
            Add(letter, value, diagram);
        }

        var hasValues = values.Length > 0;
        foreach (var symbol in diagram.Symbols.Where(s => s.IsLetter && !_values.ContainsKey(s.Character)))
        {
            _values.Add(symbol.Character, !hasValues && TryGetDefault(symbol.Character, out var value)
                ? value
                : throw new MarbleSyntaxException(
                    $"'{symbol.Character}' has no value. Add ('{symbol.Character}', ...).", diagram.Text, symbol.Column));
        }

        foreach (var (letter, _) in values)
        {
            if (diagram.Symbols.All(s => s.Character != letter))
            {
                throw new MarbleSyntaxException($"The value of '{letter}' is not used: the string has no '{letter}'.", diagram.Text);
            }
        }
    }

    public T this[char letter] => _values[letter];

    /// <summary>The letter itself: as a string, as a character, or as the data of an event.</summary>
    private static bool TryGetDefault(char letter, out T value)
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
        if (!Symbol.IsLetterCharacter(letter))
        {
            throw new MarbleSyntaxException($"'{letter}' cannot have a value. Only letters and digits can.", diagram.Text);
        }

        if (!_values.TryAdd(letter, value))
        {
            throw new MarbleSyntaxException($"'{letter}' has more than one value.", diagram.Text);
        }
    }
}

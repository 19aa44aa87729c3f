using System.Reactive;

namespace Sse.Reactive.Testing;

/// <summary>Assigns letters to observed values, and lists which letter stands for which value.</summary>
/// <param name="expected">
/// The expected notifications, whose values keep their letters; <see langword="null"/> if there is no expectation.
/// </param>
internal sealed class Legend<T>(IReadOnlyList<TimelineEntry<T>>? expected)
{
    private const int MaxUnexpectedLetters = 100;
    private const char NoLetter = '?';

    private readonly List<(char Letter, T Value)> _expected =
    [
        .. (expected ?? [])
            .Where(entry => entry.Notification.Kind == NotificationKind.OnNext)
            .Select(entry => (entry.Character, entry.Notification.Value))
            .DistinctBy(l => l.Character),
    ];

    private readonly ILookup<long, TimelineEntry<T>> _expectedByFrame = (expected ?? []).ToLookup(e => e.Frame);
    private readonly List<(char Letter, T Value)> _unexpected = [];
    private int _valuesWithoutLetter;
    private Exception? _error;

    /// <summary>A line for each letter, and for the error.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            var remark = expected is null ? "" : "   (not expected)";
            return _expected.Select(l => $"{l.Letter} = {Describe(l.Value, _unexpected)}")
                .Concat(_unexpected.Select(l => $"{l.Letter} = {Describe(l.Value, _expected)}{remark}"))
                .Concat(_valuesWithoutLetter == 0 ? [] : [$"{NoLetter} = {_valuesWithoutLetter} more"])
                .Concat(_error is null ? [] : [$"# = {ValueFormatter.Format(_error)}"]);
        }
    }

    /// <summary>A row of observed notifications, whose values get letters.</summary>
    public DiagramRow CreateRow(IReadOnlyList<ObservedMessage<T>> messages, VirtualTime time)
    {
        var symbols =
            from frame in messages.GroupBy(message => time.FrameOf(message.At))
            from indexed in frame.Select((message, i) => (message.Notification, Index: i))
            let expectedHere = _expectedByFrame[frame.Key].ElementAtOrDefault(indexed.Index)
            select (frame.Key, CharacterOf(indexed.Notification, expectedHere));
        return new(symbols.ToList(), time.FramesBegun);
    }

    /// <summary>A value; with its type, if it has the same text as one of the others, to which it is not equal.</summary>
    private static string Describe(T value, IEnumerable<(char Letter, T Value)> others)
    {
        var text = ValueFormatter.Format(value);
        var types = others.Where(l => ValueFormatter.Format(l.Value) == text).Select(l => ValueFormatter.TypeOf(l.Value)).ToList();
        var type = ValueFormatter.TypeOf(value);
        return types.Count == 0 ? text
            : types.Contains(type) ? $"{text} ({type}, not equal according to Equals)"
            : $"{text} ({type})";
    }

    private char CharacterOf(Notification<T> notification, TimelineEntry<T> expectedHere)
    {
        switch (notification.Kind)
        {
            case NotificationKind.OnCompleted:
                return Symbol.Completion;
            case NotificationKind.OnError:
                _error = notification.Exception;
                return Symbol.Error;
            default:
                return LetterOf(notification.Value, expectedHere);
        }
    }

    private char LetterOf(T value, TimelineEntry<T> expectedHere)
    {
        // Several letters may stand for equal values: prefer the one that is expected at this point.
        if (expectedHere.Notification is { HasValue: true } here && ValueEquality.AreEqual(here.Value, value))
        {
            return expectedHere.Character;
        }

        foreach (var (letter, known) in _expected.Concat(_unexpected))
        {
            if (ValueEquality.AreEqual(known, value))
            {
                return letter;
            }
        }

        if (_unexpected.Count == MaxUnexpectedLetters)
        {
            _valuesWithoutLetter++;
            return NoLetter;
        }

        var free = DefaultLetter(value).Concat(AllLetters()).First(c => _expected.Concat(_unexpected).All(l => l.Letter != c));
        _unexpected.Add((free, value));
        return free;
    }

    /// <summary>The letter whose default value this is: see <see cref="LetterValues{T}"/>.</summary>
    private static IEnumerable<char> DefaultLetter(T value)
    {
        var text = value switch
        {
            string s => s,
            char c => c.ToString(),
            SseEvent e when e == new SseEvent(e.Data) => e.Data,
            _ => "",
        };
        return text.Length == 1 && Symbol.IsLetterCharacter(text[0]) ? [text[0]] : [];
    }

    private static IEnumerable<char> AllLetters() =>
        Enumerable.Range('a', 26)
            .Concat(Enumerable.Range('A', 26))
            .Concat(Enumerable.Range('\u00C0', 0xD7FF - 0xC0))
            .Select(c => (char)c)
            .Where(char.IsLetter);
}

using System.Reactive;

namespace Sse.Reactive.Testing;

/// <summary>Which letter stands for which value, where what was observed is drawn.</summary>
/// <param name="expected">What was expected, if anything was: its values keep their letters.</param>
internal sealed class Legend<T>(IReadOnlyList<Note<T>>? expected)
{
    /// <summary>More would help nobody.</summary>
    private const int MaxUnexpected = 100;

    private const char Unnamed = '?';

    private readonly List<(char Letter, T Value)> _known =
        [.. (expected ?? []).Where(n => n.What.Kind == NotificationKind.OnNext).Select(n => (n.Sign, n.What.Value)).DistinctBy(l => l.Sign)];

    private readonly ILookup<long, Note<T>> _expectedIn = (expected ?? []).ToLookup(n => n.Frame);
    private readonly List<(char Letter, T Value)> _unexpected = [];
    private int _unnamed;
    private Exception? _error;

    /// <summary>A line for each letter, and for the error.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            var note = expected is null ? "" : "   (not expected)";
            return _known.Select(l => $"{l.Letter} = {ValueText.Of(l.Value)}")
                .Concat(_unexpected.Select(l => $"{l.Letter} = {ValueText.Of(l.Value)}{note}"))
                .Concat(_unnamed == 0 ? [] : [$"{Unnamed} = {_unnamed} more"])
                .Concat(_error is null ? [] : [$"# = {ValueText.Of(_error)}"]);
        }
    }

    public Track TrackOf(IReadOnlyList<ObservedMessage<T>> messages, VirtualTime time) =>
        new(
            messages
                .GroupBy(m => time.FrameOf(m.At))
                .SelectMany(frame => frame.Select((m, i) => (frame.Key, SignOf(m.What, _expectedIn[frame.Key].ElementAtOrDefault(i))))).ToList(),
            time.FramesBegun);

    private char SignOf(Notification<T> what, Note<T> expectedHere)
    {
        switch (what.Kind)
        {
            case NotificationKind.OnCompleted:
                return Mark.Completion;
            case NotificationKind.OnError:
                _error = what.Exception;
                return Mark.Error;
            default:
                return LetterOf(what.Value, expectedHere);
        }
    }

    private char LetterOf(T value, Note<T> expectedHere)
    {
        // Two letters may stand for equal values: the one that was expected here goes before.
        if (expectedHere.What is { HasValue: true } here && ValueEquality.AreEqual(here.Value, value))
        {
            return expectedHere.Sign;
        }

        foreach (var (letter, known) in _known.Concat(_unexpected))
        {
            if (ValueEquality.AreEqual(known, value))
            {
                return letter;
            }
        }

        if (_unexpected.Count == MaxUnexpected)
        {
            _unnamed++;
            return Unnamed;
        }

        var free = OwnLetter(value).Concat(AllLetters()).First(c => _known.Concat(_unexpected).All(l => l.Letter != c));
        _unexpected.Add((free, value));
        return free;
    }

    /// <summary>The letter that a value is itself, as <see cref="Letters{T}"/> reads it.</summary>
    private static IEnumerable<char> OwnLetter(T value)
    {
        var text = value switch
        {
            string s => s,
            char c => c.ToString(),
            SseEvent e when e == new SseEvent(e.Data) => e.Data,
            _ => "",
        };
        return text.Length == 1 && Mark.IsLetterSign(text[0]) ? [text[0]] : [];
    }

    private static IEnumerable<char> AllLetters() =>
        Enumerable.Range('a', 26).Concat(Enumerable.Range('A', 26)).Concat(Enumerable.Range('\u00C0', 0xD7FF - 0xC0)).Select(c => (char)c).Where(char.IsLetter);
}

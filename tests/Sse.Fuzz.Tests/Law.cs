namespace Sse.Fuzz.Tests;

/// <summary>Checks what must hold for any input.</summary>
internal static class Law
{
    /// <exception cref="LawBrokenException">It does not hold.</exception>
    public static void Holds(bool holds, string law)
    {
        if (!holds)
        {
            throw new LawBrokenException(law);
        }
    }

    /// <inheritdoc cref="Holds"/>
    public static void Same<T>(T expected, T actual, string law)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new LawBrokenException($"{law}: expected {expected}, but was {actual}");
        }
    }

    /// <inheritdoc cref="Holds"/>
    public static void SameSequence<T>(IEnumerable<T> expected, IEnumerable<T> actual, string law)
    {
        var (left, right) = (expected.ToList(), actual.ToList());
        if (!left.SequenceEqual(right))
        {
            throw new LawBrokenException($"{law}: expected [{string.Join(", ", left)}], but was [{string.Join(", ", right)}]");
        }
    }
}

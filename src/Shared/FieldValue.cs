namespace Sse;

/// <summary>The rule for values of one line: those of the fields <c>id</c> and <c>event</c>, and of HTTP headers.</summary>
internal static class FieldValue
{
    /// <summary>Whether a stream can carry the value: it contains no CR, LF or U+0000.</summary>
    public static bool IsValid(string value) => !value.AsSpan().ContainsAny('\r', '\n', '\0');

    /// <summary>Returns the ID if it is valid.</summary>
    /// <exception cref="ArgumentNullException">The ID is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The ID contains CR, LF or U+0000.</exception>
    public static string RequireLastEventId(string lastEventId, string parameter)
    {
        ArgumentNullException.ThrowIfNull(lastEventId, parameter);
        return IsValid(lastEventId) ? lastEventId : throw new ArgumentException("A last event ID cannot hold CR, LF or U+0000.", parameter);
    }
}

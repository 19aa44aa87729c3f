using System.Globalization;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The IDs that a topic assigns: its name, the epoch of its history, and a position. An ID of another topic, or of before a restart, is
/// thus not mistaken for its own.
/// </summary>
internal sealed class TopicIds(string topic, string epoch)
{
    private readonly string _prefix = $"{Uri.EscapeDataString(topic)}/{epoch}/"; // ASCII, so that a header can carry it

    public string Format(long position) => _prefix + position.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads an ID of this topic.</summary>
    /// <returns>Its position; <see langword="null"/> for any other ID.</returns>
    public long? TryParse(string id) =>
        id.StartsWith(_prefix, StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(_prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : null;
}

using System.Globalization;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The IDs that a topic assigns: its name, the epoch of its history, and a position. An ID of another topic, or of before a restart, is
/// thus not mistaken for its own.
/// </summary>
internal sealed class TopicIds
{
    public const int MaxEpochLength = 20;

    private readonly string _name; // ASCII, so that a header can carry it
    private readonly string _prefix;

    /// <exception cref="ArgumentException">The epoch does not fit into IDs.</exception>
    public TopicIds(string topic, string epoch)
    {
        if (epoch is not { Length: > 0 and <= MaxEpochLength } || !epoch.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException(
                $"The epoch of the history is '{epoch}'. It is part of IDs: return 1 to {MaxEpochLength} ASCII letters and digits.");
        }

        _name = Uri.EscapeDataString(topic);
        _prefix = $"{_name}/{epoch}/";
    }

    public string Format(long position) => _prefix + position.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads an ID of this topic.</summary>
    /// <returns>Its position; <see langword="null"/> for any other ID.</returns>
    public long? TryParse(string id) =>
        id.StartsWith(_prefix, StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(_prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : null;

    /// <summary>The part of a combined ID that resumes after an event.</summary>
    /// <param name="position">The position of the event.</param>
    /// <param name="id">Its ID.</param>
    public string PartOf(long position, string id)
    {
        if (TryParse(id) is not null)
        {
            return id;
        }

        var own = Uri.EscapeDataString(id);
        return own.Length <= CombinedId.MaxPositionLength ? $"{_name}={own}" : Format(position);
    }

    /// <summary>The part of a combined ID of a subscriber that has received nothing yet.</summary>
    /// <param name="start">Where it starts.</param>
    /// <param name="lastEventId">The ID after which it resumes.</param>
    public string PartOf(TopicStart start, string lastEventId) =>
        start.StartingId
        ?? (start.Gap?.Value.Reason == SseGapReason.Unknown ? _name + "=%20" // no event has that ID: the gap is reported again
            : TryParse(lastEventId) is { } position ? Format(position)
            : PartOf(start.Next - 1, lastEventId));
}

using System.Globalization;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The IDs that a topic in memory assigns: its name, the epoch of its history, and a position. An ID of another topic, or of before a
/// restart, is thus not mistaken for its own.
/// </summary>
internal sealed class TopicIds
{
    private const int EpochLength = 12;

    private readonly string _name; // ASCII, so that a header can carry it
    private readonly string _prefix;

    /// <summary>Begins an epoch of its own: an ID from before a restart is unknown.</summary>
    public TopicIds(string topic)
    {
        _name = CombinedId.NameOf(topic);
        _prefix = $"{_name}/{Guid.NewGuid().ToString("N")[..EpochLength]}/";
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
        ?? (start.Gap?.Value.Reason == SseGapReason.Unknown ? CombinedId.UnknownPartOf(_name)
            : TryParse(lastEventId) is { } position ? Format(position)
            : PartOf(start.Next - 1, lastEventId));
}

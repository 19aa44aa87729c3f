using System.Globalization;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The IDs that a topic in memory assigns: its name, the epoch of its history, and a position. An ID of another topic, or of before a
/// restart, is thus not mistaken for its own.
/// </summary>
internal readonly struct TopicIds
{
    private const int EpochLength = 12;

    private readonly string _prefix;

    /// <summary>Begins an epoch of its own: an ID from before a restart is unknown.</summary>
    public TopicIds(string topic)
    {
        _prefix = $"{CombinedId.NameOf(topic)}/{Guid.NewGuid().ToString("N")[..EpochLength]}/";
    }

    /// <summary>The name, in ASCII, so that a header can carry it.</summary>
    private string Name => _prefix[..^(EpochLength + 2)];

    public string Format(long position) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{position}");

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
        return own.Length <= CombinedId.MaxPositionLength ? $"{Name}={own}" : Format(position);
    }

    /// <summary>The part of a combined ID of a subscriber that has received nothing yet.</summary>
    /// <param name="start">Where it starts.</param>
    /// <param name="lastEventId">The ID after which it resumes.</param>
    public string PartOf(TopicStart start, string lastEventId) =>
        start.StartingId
        ?? (start.Gap?.Value.Reason == SseGapReason.Unknown ? CombinedId.UnknownPartOf(Name)
            : TryParse(lastEventId) is { } position ? Format(position)
            : PartOf(start.Next - 1, lastEventId));
}

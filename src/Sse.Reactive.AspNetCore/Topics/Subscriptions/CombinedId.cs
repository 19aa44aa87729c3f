namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The ID of an event in a stream of several topics: the position in each, separated by spaces, such as
/// <c>prices/5b1e63aa07cd/17 orders=a-4</c>. A part is the ID that the topic assigns to the position, or its name and the ID that the
/// publisher gave the event, whichever the topic can resume after.
/// </summary>
internal static class CombinedId
{
    /// <summary>The longest position in a part, after the name and a separator.</summary>
    public const int MaxPositionLength = 40;

    /// <summary>The part of a position that no event has: resuming from it reports a gap.</summary>
    private const string Unknown = "%20";

    /// <summary>The name of a topic as it begins a part: ASCII, so that a header can carry it.</summary>
    public static string NameOf(string topic) => Uri.EscapeDataString(topic);

    /// <summary>The part of a topic and an ID that is not the topic's own format; if it is too long, one that no event has.</summary>
    public static string PartOf(string name, string id)
    {
        var own = Uri.EscapeDataString(id);
        return own.Length <= MaxPositionLength ? $"{name}={own}" : UnknownPartOf(name);
    }

    /// <summary>The part of a topic and a position that no event has, so that the gap is reported again.</summary>
    public static string UnknownPartOf(string name) => $"{name}={Unknown}";

    /// <summary>Checks the names of topics that one connection is to follow.</summary>
    /// <returns>The names, each once.</returns>
    /// <exception cref="ArgumentException">
    /// There are too many for an ID that clients send back, or one is invalid.
    /// </exception>
    public static string[] Require(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] distinct = [.. names.Distinct(StringComparer.Ordinal)];
        if (distinct.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("The name of a topic is null or empty.", nameof(names));
        }

        foreach (var name in distinct)
        {
            TopicName.Require(name, nameof(names));
        }

        var length = distinct.Sum(name => NameOf(name).Length + MaxPositionLength + 2) - 1;
        return length <= EventId.MaxBytes ? distinct : throw new ArgumentException(
            $"The ID that combines the positions in {distinct.Length} topics takes up to {length} bytes, and clients send back at most "
                + $"{EventId.MaxBytes}. Follow fewer topics over one connection, or give them shorter names.",
            nameof(names));
    }

    /// <inheritdoc cref="Require"/>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IReadOnlyCollection<string> RequireSome(IReadOnlyCollection<string> names) =>
        Require(names) is { Length: > 0 } distinct ? distinct : throw new ArgumentException(
            "Name at least one topic. To tell a client that there is nothing to subscribe to, answer 204.", nameof(names));

    /// <summary>Reads the last event ID of a client.</summary>
    /// <returns>The ID in each topic, by name; <see langword="null"/> if it is not a combined ID.</returns>
    public static IReadOnlyDictionary<string, string>? TryParse(string lastEventId)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in lastEventId.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.IndexOfAny(['/', '=']) is not (> 0 and var end))
            {
                return null;
            }

            var id = part[end] == '/' ? part : Uri.UnescapeDataString(part[(end + 1)..]);
            ids[Uri.UnescapeDataString(part[..end])] = id.Length > 0 ? id : " "; // an unknown ID
        }

        return ids;
    }
}

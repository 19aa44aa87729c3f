using System.Globalization;

namespace Sse.Reactive.AspNetCore;

/// <summary>The IDs that a topic issues: its name, its log's epoch and a position, so that no other topic's ID, nor one from before a restart, is mistaken for its own.</summary>
internal sealed class TopicIds(string name, string epoch)
{
    private readonly string _prefix = $"{Uri.EscapeDataString(name)}/{epoch}/"; // ASCII: fit for a header

    public string At(long position) => _prefix + position.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads an ID of this topic's.</summary>
    /// <returns>Its position; <see langword="null"/> for any other ID.</returns>
    public long? Position(string id) =>
        id.StartsWith(_prefix, StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(_prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : null;
}

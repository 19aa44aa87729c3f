using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sse.Reactive.AspNetCore;

/// <summary>An event that a store appends. Each lone surrogate in its text becomes U+FFFD, as in a stream.</summary>
/// <param name="Value">The event: its data and type. Its ID is empty, because the store assigns one.</param>
/// <param name="Tag">What the publisher added for filters; see <see cref="SseHistoryEntry.Tag"/>.</param>
public sealed record SsePublishedEvent(SseEvent Value, string? Tag = null)
{
    /// <summary>The event: its data and type. Its ID is empty, because the store assigns one.</summary>
    public SseEvent Value { get; init => field = WellFormed(value); } = WellFormed(Value);

    /// <summary>What the publisher added for filters; see <see cref="SseHistoryEntry.Tag"/>.</summary>
    public string? Tag { get; init => field = WellFormed(value); } = WellFormed(Tag);

    private static SseEvent WellFormed(SseEvent value) => HasSurrogate(value.Data) || HasSurrogate(value.Type)
        ? value with { Data = WellFormed(value.Data), Type = WellFormed(value.Type) }
        : value;

    [return: NotNullIfNotNull(nameof(text))]
    private static string? WellFormed(string? text) =>
        text is not null && HasSurrogate(text) ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;

    private static bool HasSurrogate(string text) => text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');
}

using System.Reactive.Linq;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive;

/// <summary>Queries over events, next to Rx's own.</summary>
public static class SseEventExtensions
{
    /// <summary>The events of one type: the DOM's <c>addEventListener(type, ...)</c>.</summary>
    /// <param name="events">The events.</param>
    /// <param name="type">The type, compared ordinally; <c>"message"</c> for events whose stream names none.</param>
    /// <returns>The events of that type.</returns>
    public static IObservable<SseEvent> OfType(this IObservable<SseEvent> events, string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return events.Where(e => e.Type == type);
    }

    /// <summary>The events grouped by type. A group lives as long as the events do: across reconnects.</summary>
    /// <param name="events">The events.</param>
    /// <returns>A group for each type, when its first event comes.</returns>
    public static IObservable<IGroupedObservable<string, SseEvent>> GroupByType(this IObservable<SseEvent> events) =>
        events.GroupBy(static e => e.Type, StringComparer.Ordinal);

    /// <summary>The data of each event as JSON.</summary>
    /// <typeparam name="T">What the JSON holds.</typeparam>
    /// <param name="events">The events.</param>
    /// <param name="typeInfo">From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>: safe for trimming and native AOT.</param>
    /// <returns>The values. Data that is not such JSON, or JSON <c>null</c>, ends the sequence with a <see cref="JsonException"/>.</returns>
    public static IObservable<T> Json<T>(this IObservable<SseEvent> events, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return events.Select(e => SseJson.Read(e, typeInfo));
    }
}

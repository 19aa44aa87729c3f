using System.Reactive.Linq;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive;

/// <summary>Operators for events, pushed and pulled.</summary>
public static class SseEventExtensions
{
    /// <summary>Selects the events of one type: the DOM's <c>addEventListener(type, ...)</c>.</summary>
    /// <example>
    /// <code>
    /// using var pings = SseObservable.Connect(uri).OfType("ping").Subscribe(
    ///     e => Console.WriteLine(e.Data),
    ///     error => Console.WriteLine(error.Message));
    /// </code>
    /// </example>
    /// <param name="events">The events.</param>
    /// <param name="type">
    /// The type; the comparison is ordinal. An event without an <c>event</c> field has the type <c>"message"</c>.
    /// </param>
    /// <returns>The events of that type.</returns>
    public static IObservable<SseEvent> OfType(this IObservable<SseEvent> events, string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return events.Where(e => e.Type == type);
    }

    /// <summary>Selects the events of one type: the DOM's <c>addEventListener(type, ...)</c>.</summary>
    /// <example>
    /// <code>
    /// await foreach (var e in SseAsyncEnumerable.Connect(uri).OfType("ping"))
    /// {
    ///     Console.WriteLine(e.Data);
    /// }
    /// </code>
    /// </example>
    /// <param name="events">The events.</param>
    /// <param name="type">
    /// The type; the comparison is ordinal. An event without an <c>event</c> field has the type <c>"message"</c>.
    /// </param>
    /// <returns>The events of that type.</returns>
    public static IAsyncEnumerable<SseEvent> OfType(this IAsyncEnumerable<SseEvent> events, string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return events.Where(e => e.Type == type);
    }

    /// <summary>Groups the events by type. A group lives as long as the sequence, across reconnects.</summary>
    /// <example>
    /// <code>
    /// using var sampled = SseObservable.Connect(uri)
    ///     .GroupByType()
    ///     .SelectMany(group => group.Sample(TimeSpan.FromSeconds(1))) // the latest event of each type, each second
    ///     .Subscribe(e => Console.WriteLine($"{e.Type}: {e.Data}"), error => Console.WriteLine(error.Message));
    /// </code>
    /// </example>
    /// <param name="events">The events.</param>
    /// <returns>A group for each type, on its first event.</returns>
    public static IObservable<IGroupedObservable<string, SseEvent>> GroupByType(this IObservable<SseEvent> events) =>
        events.GroupBy(static e => e.Type, StringComparer.Ordinal);

    /// <summary>Deserializes the data of each event as JSON.</summary>
    /// <remarks>
    /// <see cref="SseJson.Selector{T}"/> does the same without making a string of the data, and <see cref="SseJson.Map{TBase}"/> takes a
    /// different type for each event type.
    /// </remarks>
    /// <example>
    /// <code>
    /// IObservable&lt;Tick&gt; ticks = SseObservable.Connect(uri).OfType("tick").Json(AppJson.Default.Tick);
    ///
    /// [JsonSerializable(typeof(Tick))]
    /// internal sealed partial class AppJson : JsonSerializerContext;
    /// </code>
    /// </example>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="events">The events.</param>
    /// <param name="typeInfo">
    /// From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>: safe for trimming and native AOT.
    /// </param>
    /// <returns>The values.</returns>
    /// <exception cref="JsonException">
    /// Ends the sequence: the data of an event is not JSON of that type, or is <c>null</c>. The message names the event. It never leads to
    /// a reconnect.
    /// </exception>
    public static IObservable<T> Json<T>(this IObservable<SseEvent> events, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return events.Select(e => SseJson.Read(e, typeInfo));
    }

    /// <inheritdoc cref="Json{T}(IObservable{SseEvent}, JsonTypeInfo{T})"/>
    public static IAsyncEnumerable<T> Json<T>(this IAsyncEnumerable<SseEvent> events, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return events.Select(e => SseJson.Read(e, typeInfo));
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive;

/// <summary>Selectors that deserialize an event's data as JSON from the receive buffer, without making a string of it.</summary>
/// <remarks>
/// For <see cref="SseObservable.Connect{T}(string, SseSelector{T}, SseOptions?)"/> and its overloads. Data that is not JSON of the expected
/// type, and the JSON <c>null</c>, end the sequence with a <see cref="JsonException"/> that names the event. It never leads to a reconnect.
/// </remarks>
/// <example>
/// <code>
/// IObservable&lt;Tick&gt; ticks = SseObservable.Connect(uri, SseJson.Selector(AppJson.Default.Tick));
///
/// IObservable&lt;Message&gt; messages = SseObservable.Connect(uri, SseJson.Map&lt;Message&gt;()
///     .On("message_start", AppJson.Default.MessageStart)
///     .On("message_stop", AppJson.Default.MessageStop)
///     .Selector());
/// </code>
/// </example>
public static class SseJson
{
    /// <summary>Creates a selector for a stream whose events all have the same type of JSON.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="typeInfo">
    /// From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>: safe for trimming and native AOT.
    /// </param>
    /// <returns>The selector.</returns>
    public static SseSelector<T> Selector<T>(JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return view => Read(view, typeInfo);
    }

    /// <summary>Creates a map from event types to types of JSON. Add them with <see cref="SseJsonMap{TBase}.On"/>.</summary>
    /// <typeparam name="TBase">The common type of the values: a base class, an interface, or <see cref="object"/>.</typeparam>
    /// <returns>An empty map.</returns>
    public static SseJsonMap<TBase> Map<TBase>() => SseJsonMap<TBase>.Empty;

    internal static T Read<T>(SseEventView view, JsonTypeInfo<T> typeInfo)
    {
        try
        {
            return NotNull(JsonSerializer.Deserialize(view.Utf8Data, typeInfo));
        }
        catch (JsonException error)
        {
            throw Explain<T>(view.Type, view.LastEventId, error);
        }
    }

    internal static T Read<T>(SseEvent e, JsonTypeInfo<T> typeInfo)
    {
        try
        {
            return NotNull(JsonSerializer.Deserialize(e.Data, typeInfo));
        }
        catch (JsonException error)
        {
            throw Explain<T>(e.Type, e.LastEventId, error);
        }
    }

    private static T NotNull<T>(T? value) => value ?? throw new JsonException("The JSON is null.");

    private static JsonException Explain<T>(string type, string lastEventId, JsonException error) => new(
        $"The data of an event of type '{type}' (last event ID '{lastEventId}') is not JSON of type {typeof(T).Name}. If the stream has "
        + $"events with other data too, select a type first with OfType, or use SseJson.Map. {error.Message}",
        error.Path, error.LineNumber, error.BytePositionInLine, error);
}

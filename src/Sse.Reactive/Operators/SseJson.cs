using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive;

/// <summary>Selectors that read an event's data as JSON, from the bytes as they lie in the receive buffer: no string is made.</summary>
/// <remarks>
/// For <see cref="SseObservable.Connect{T}(string, SseSelector{T}, SseOptions?)"/> and its siblings. Data that is not the JSON it should be, and
/// JSON <c>null</c>, end the sequence with a <see cref="JsonException"/> that names the event; that never leads to a reconnect.
/// </remarks>
public static class SseJson
{
    /// <summary>Every event's data is one type of JSON.</summary>
    /// <typeparam name="T">What the JSON holds.</typeparam>
    /// <param name="typeInfo">From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>: safe for trimming and native AOT.</param>
    /// <returns>The selector.</returns>
    public static SseSelector<T> Selector<T>(JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return view => Read(view, typeInfo);
    }

    /// <summary>The event's type says which type of JSON its data is: add them by <see cref="SseJsonMap{TBase}.On"/>.</summary>
    /// <typeparam name="TBase">What all of them are: a base class, an interface, or <see cref="object"/>.</typeparam>
    /// <returns>A map without entries.</returns>
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
        $"The data of an event of type '{type}' (last event ID '{lastEventId}') is no {typeof(T).Name} in JSON. "
        + $"If other events of that stream are meant to be other than that, filter by type first, or use SseJson.Map. {error.Message}",
        error.Path, error.LineNumber, error.BytePositionInLine, error);
}

using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive;

/// <summary>Which type of JSON the data of each type of event is. Immutable: <see cref="On"/> gives a new map. Made by <see cref="SseJson.Map"/>.</summary>
/// <typeparam name="TBase">What all of them are.</typeparam>
public sealed class SseJsonMap<TBase>
{
    private readonly FrozenDictionary<string, SseSelector<TBase>> _selectors;

    private SseJsonMap(FrozenDictionary<string, SseSelector<TBase>> selectors) => _selectors = selectors;

    internal static SseJsonMap<TBase> Empty { get; } = new(FrozenDictionary<string, SseSelector<TBase>>.Empty);

    /// <summary>Adds a type of event.</summary>
    /// <typeparam name="T">What its JSON holds.</typeparam>
    /// <param name="type">The event type, compared ordinally; <c>"message"</c> for events whose stream names none.</param>
    /// <param name="typeInfo">From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>: safe for trimming and native AOT.</param>
    /// <returns>A map that has it too.</returns>
    /// <exception cref="ArgumentException"><paramref name="type"/> is empty, which no event's is, or has been added before.</exception>
    public SseJsonMap<TBase> On<T>(string type, JsonTypeInfo<T> typeInfo)
        where T : TBase
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(typeInfo);
        return _selectors.ContainsKey(type)
            ? throw new ArgumentException($"Events of type '{type}' are mapped already. Each type is one kind of JSON.", nameof(type))
            : new(_selectors
                .Append(new(type, view => SseJson.Read(view, typeInfo)))
                .ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The selector of this map. An event of a type that is not in it ends the sequence with a <see cref="JsonException"/>.</summary>
    /// <returns>The selector.</returns>
    public SseSelector<TBase> Selector() => Otherwise(static view => throw new JsonException(
        $"There is no JSON type for events of type '{view.Type}' (last event ID '{view.LastEventId}'). "
        + $"Add it by On(\"{view.Type}\", ...), or say by Otherwise(...) what becomes of events that are not listed."));

    /// <summary>The selector of this map, with another one for events of a type that is not in it.</summary>
    /// <remarks>To skip those: <c>SseJson.Map&lt;Message?&gt;() ... .Otherwise(_ => null)</c>, and <c>.Where(m => m is not null)</c> behind the connection.</remarks>
    /// <param name="fallback">What becomes of an event that is not listed.</param>
    /// <returns>The selector.</returns>
    public SseSelector<TBase> Otherwise(SseSelector<TBase> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var selectors = _selectors;
        return view => selectors.TryGetValue(view.Type, out var selector) ? selector(view) : fallback(view);
    }
}

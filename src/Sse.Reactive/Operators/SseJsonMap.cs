using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive;

/// <summary>
/// Maps event types to types of JSON. Immutable: <see cref="On"/> returns a new map. Created by <see cref="SseJson.Map"/>.
/// </summary>
/// <typeparam name="TBase">The common type of the values.</typeparam>
public sealed class SseJsonMap<TBase>
{
    private readonly FrozenDictionary<string, SseSelector<TBase>> _selectors;

    private SseJsonMap(FrozenDictionary<string, SseSelector<TBase>> selectors) => _selectors = selectors;

    internal static SseJsonMap<TBase> Empty { get; } = new(FrozenDictionary<string, SseSelector<TBase>>.Empty);

    /// <summary>Adds an event type.</summary>
    /// <typeparam name="T">The type of its values.</typeparam>
    /// <param name="type">
    /// The event type; the comparison is ordinal. An event without an <c>event</c> field has the type <c>"message"</c>.
    /// </param>
    /// <param name="typeInfo">
    /// From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>: safe for trimming and native AOT.
    /// </param>
    /// <returns>A map that also has this type.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is empty (no event has an empty type), or is in the map already.
    /// </exception>
    public SseJsonMap<TBase> On<T>(string type, JsonTypeInfo<T> typeInfo)
        where T : TBase
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(typeInfo);
        return _selectors.ContainsKey(type)
            ? throw new ArgumentException($"Events of type '{type}' are in the map already. Add each type once.", nameof(type))
            : new(_selectors
                .Append(new(type, view => SseJson.Read(view, typeInfo)))
                .ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>
    /// Creates the selector. An event of a type that is not in the map ends the sequence with a <see cref="JsonException"/>.
    /// </summary>
    /// <returns>The selector.</returns>
    public SseSelector<TBase> Selector() => Otherwise(static view => throw new JsonException(
        $"Events of type '{view.Type}' are not in the map (last event ID '{view.LastEventId}'). "
        + $"Add the type with On(\"{view.Type}\", ...), or "
        + "handle all other types with Otherwise(...)."));

    /// <summary>Creates the selector, with another selector for events of a type that is not in the map.</summary>
    /// <remarks>
    /// To skip those events: <c>SseJson.Map&lt;Message?&gt;() ... .Otherwise(_ => null)</c>, and <c>.Where(m => m is not null)</c> after
    /// <c>Connect</c>.
    /// </remarks>
    /// <param name="fallback">The selector for all other events.</param>
    /// <returns>The selector.</returns>
    public SseSelector<TBase> Otherwise(SseSelector<TBase> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var selectors = _selectors;
        return view => selectors.TryGetValue(view.Type, out var selector) ? selector(view) : fallback(view);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>Makes an <see cref="EventSource"/> of each type of source that endpoints and results accept; of no source, none.</summary>
internal static class Sources
{
    /// <summary>
    /// A topic itself is resumed: its observable type alone would say "from now on", and the client would lose events unnoticed.
    /// </summary>
    [return: NotNullIfNotNull(nameof(events))]
    public static EventSource? From(IObservable<SseEvent>? events, SseSubscriber subscriber) =>
        Pushed(events is ISseTopic topic ? topic.After(subscriber.LastEventId) : events, EncodedEvent.Of);

    [return: NotNullIfNotNull(nameof(frames))]
    public static EventSource? From(IObservable<SseFrame>? frames) => Pushed(frames, EncodedEvent.Of);

    [return: NotNullIfNotNull(nameof(data))]
    public static EventSource? From(IObservable<string>? data) => Pushed(data, EncodedEvent.Of);

    [return: NotNullIfNotNull(nameof(events))]
    public static EventSource? From<T>(IObservable<SseEvent<T>>? events, JsonTypeInfo<T> typeInfo) =>
        Pushed(events, e => EncodedEvent.Of(e, typeInfo), runsUserCode: true);

    [return: NotNullIfNotNull(nameof(events))]
    public static EventSource? From(IAsyncEnumerable<SseEvent>? events) => Pulled(events, EncodedEvent.Of);

    [return: NotNullIfNotNull(nameof(frames))]
    public static EventSource? From(IAsyncEnumerable<SseFrame>? frames) => Pulled(frames, EncodedEvent.Of);

    [return: NotNullIfNotNull(nameof(data))]
    public static EventSource? From(IAsyncEnumerable<string>? data) => Pulled(data, EncodedEvent.Of);

    [return: NotNullIfNotNull(nameof(events))]
    public static EventSource? From<T>(IAsyncEnumerable<SseEvent<T>>? events, JsonTypeInfo<T> typeInfo) =>
        Pulled(events, e => EncodedEvent.Of(e, typeInfo));

    /// <param name="values">The observable.</param>
    /// <param name="encode">Encodes a value.</param>
    /// <param name="runsUserCode">Whether encoding runs user code, such as the converters of a serializer.</param>
    [return: NotNullIfNotNull(nameof(values))]
    private static EventSource? Pushed<T>(IObservable<T>? values, Func<T, EncodedEvent> encode, bool runsUserCode = false) =>
        values is null
            ? null
            : new(
                connection => new PushedSource<T>(
                    values,
                    connection,
                    new EncodingObserver<T>(
                        connection, runsUserCode ? AsSubscriber(connection, encode) : encode, isShared: values is TopicStream)),
                IsPulled: false);

    [return: NotNullIfNotNull(nameof(values))]
    private static EventSource? Pulled<T>(IAsyncEnumerable<T>? values, Func<T, EncodedEvent> encode) =>
        values is null ? null : new(connection => new PulledSource<T>(values, connection, new(connection, encode)), IsPulled: true);

    private static Func<T, EncodedEvent> AsSubscriber<T>(ClientConnection connection, Func<T, EncodedEvent> encode) => value =>
    {
        EncodedEvent? encoded = null;
        connection.RunAsSubscriber(_ => encoded = encode(value), null);
        return encoded!;
    };
}

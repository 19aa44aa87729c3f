using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>The sources there are, as what a connection subscribes to; no source is none of those.</summary>
internal static class Sources
{
    [return: NotNullIfNotNull(nameof(events))]
    public static Func<ClientConnection, IDisposable>? Of(IObservable<SseEvent>? events) =>
        events is null ? null : connection => events.Subscribe(new EncodingObserver<SseEvent>(connection, EncodedEvent.Of));

    [return: NotNullIfNotNull(nameof(frames))]
    public static Func<ClientConnection, IDisposable>? Of(IObservable<SseFrame>? frames) =>
        frames is null ? null : connection => frames.Subscribe(new EncodingObserver<SseFrame>(connection, EncodedEvent.Of));

    [return: NotNullIfNotNull(nameof(events))]
    public static Func<ClientConnection, IDisposable>? Of<T>(IObservable<SseEvent<T>>? events, JsonTypeInfo<T> typeInfo) =>
        events is null ? null : connection => events.Subscribe(new EncodingObserver<SseEvent<T>>(connection, e => EncodedEvent.Of(e, typeInfo)));

    [return: NotNullIfNotNull(nameof(events))]
    public static Func<ClientConnection, IDisposable>? Of(IAsyncEnumerable<SseEvent>? events) =>
        events is null ? null : connection => new PulledSource<SseEvent>(events, connection, new(connection, EncodedEvent.Of)).Start();

    [return: NotNullIfNotNull(nameof(events))]
    public static Func<ClientConnection, IDisposable>? Of<T>(IAsyncEnumerable<SseEvent<T>>? events, JsonTypeInfo<T> typeInfo) =>
        events is null ? null : connection => new PulledSource<SseEvent<T>>(events, connection, new(connection, e => EncodedEvent.Of(e, typeInfo))).Start();
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>The sources there are, as what a connection subscribes to; no source is none of those.</summary>
internal static class Source
{
    [return: NotNullIfNotNull(nameof(events))]
    public static Func<Connection, IDisposable>? Of(IObservable<SseEvent>? events) =>
        events is null ? null : connection => events.Subscribe(new Sink<SseEvent>(connection, Message.Of));

    [return: NotNullIfNotNull(nameof(frames))]
    public static Func<Connection, IDisposable>? Of(IObservable<SseFrame>? frames) =>
        frames is null ? null : connection => frames.Subscribe(new Sink<SseFrame>(connection, Message.Of));

    [return: NotNullIfNotNull(nameof(events))]
    public static Func<Connection, IDisposable>? Of<T>(IObservable<SseEvent<T>>? events, JsonTypeInfo<T> typeInfo) =>
        events is null ? null : connection => events.Subscribe(new Sink<SseEvent<T>>(connection, e => Message.Of(e, typeInfo)));

    [return: NotNullIfNotNull(nameof(events))]
    public static Func<Connection, IDisposable>? Of(IAsyncEnumerable<SseEvent>? events) =>
        events is null ? null : connection => new PulledSource<SseEvent>(events, connection, new(connection, Message.Of)).Start();

    [return: NotNullIfNotNull(nameof(events))]
    public static Func<Connection, IDisposable>? Of<T>(IAsyncEnumerable<SseEvent<T>>? events, JsonTypeInfo<T> typeInfo) =>
        events is null ? null : connection => new PulledSource<SseEvent<T>>(events, connection, new(connection, e => Message.Of(e, typeInfo))).Start();
}

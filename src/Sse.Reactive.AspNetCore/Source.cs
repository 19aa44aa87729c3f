using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>The sources there are, as what a connection subscribes to.</summary>
internal static class Source
{
    public static Func<Connection, IDisposable> Of(IObservable<SseEvent> events) =>
        connection => events.Subscribe(new Sink<SseEvent>(connection, Message.Of));

    public static Func<Connection, IDisposable> Of(IObservable<SseFrame> frames) =>
        connection => frames.Subscribe(new Sink<SseFrame>(connection, Message.Of));

    public static Func<Connection, IDisposable> Of<T>(IObservable<SseEvent<T>> events, JsonTypeInfo<T> typeInfo) =>
        connection => events.Subscribe(new Sink<SseEvent<T>>(connection, e => Message.Of(e, typeInfo)));

    public static Func<Connection, IDisposable> Of(IAsyncEnumerable<SseEvent> events) =>
        connection => new PulledSource<SseEvent>(events, connection, new(connection, Message.Of)).Start();

    public static Func<Connection, IDisposable> Of<T>(IAsyncEnumerable<SseEvent<T>> events, JsonTypeInfo<T> typeInfo) =>
        connection => new PulledSource<SseEvent<T>>(events, connection, new(connection, e => Message.Of(e, typeInfo))).Start();
}

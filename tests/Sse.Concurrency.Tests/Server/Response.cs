using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Coyote.Specifications;
using Microsoft.Extensions.Logging.Abstractions;
using Sse.Reactive.AspNetCore;

namespace Sse.Concurrency.Tests;

/// <summary>One response of the server, without a server.</summary>
internal sealed class Response
{
    private Response(EventSource source, SseServerOptions options)
    {
        var context = new DefaultHttpContext();
        Feature = new(Pipe) { Method = HttpMethods.Get };
        context.Features.Set<IHttpRequestFeature>(Feature);
        context.Features.Set<IHttpResponseBodyFeature>(Feature);
        context.Features.Set<IHttpRequestLifetimeFeature>(Feature);
        Connection = new(context, source, options, new(context), NullLogger.Instance);
    }

    public ResponsePipe Pipe { get; } = new();

    public ResponseFeature Feature { get; }

    public ClientConnection Connection { get; }

    /// <summary>Completes when the request has ended. Nothing is written from then on.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>A response to a source whose events the scenario sends.</summary>
    public static Response Scripted(SseServerOptions options, out ScriptedSource source, Action<IObserver<SseEvent>>? start = null)
    {
        ScriptedSource? made = null;
        var response = new Response(new(connection => made = new(connection, start ?? (_ => { })), IsPulled: false), options);
        source = made!;
        return response;
    }

    /// <summary>A response to an observable.</summary>
    public static Response To(IObservable<SseEvent> events, SseServerOptions options) =>
        new(new(connection => new PushedSource<SseEvent>(events, connection, ObserverOf(connection)), IsPulled: false), options);

    /// <summary>A response to an async sequence.</summary>
    public static Response To(IAsyncEnumerable<SseEvent> events, SseServerOptions options) => new(
        new(connection => new PulledSource<SseEvent>(events, connection, ObserverOf(connection)), IsPulled: true), options);

    public void Start() => Ended = RunAsync();

    private static EncodingObserver<SseEvent> ObserverOf(ClientConnection connection) => new(connection, EncodedEvent.Of);

    private async Task RunAsync()
    {
        await Connection.RunAsync();
        Specification.Assert(Connection.HasEnded, "the request ended before its stream");
        Pipe.IsOver = true;
    }
}

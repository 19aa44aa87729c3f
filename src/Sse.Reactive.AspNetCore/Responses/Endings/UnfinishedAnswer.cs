using System.Net.Security;
using System.Reactive.Concurrency;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The rule for streams that end before their source has completed: where no client reconnects, such an end must not look like the end of
/// the source, and so the response is broken off.
/// </summary>
internal static class UnfinishedAnswer
{
    private const int Http2InternalError = 0x2; // RFC 9113, 7
    private const int Http3InternalError = 0x102; // RFC 9114, 8.1

    /// <summary>
    /// How long a client has to receive what was sent before a reset: servers and clients drop what they have buffered by then.
    /// </summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    /// <summary>Whether the answer to a request is broken off if it ends before its source has completed.</summary>
    public static bool IsBrokenOff(HttpRequest request, SseServerOptions options) => options.UnfinishedEnd switch
    {
        SseUnfinishedEnd.Resume => false,
        SseUnfinishedEnd.Abort => true,
        _ => !CanAskAgain(request),
    };

    /// <summary>
    /// Whether the answer to a request runs on while the host stops. By default: its client could not ask for it again, or it has an end
    /// mark and so an end.
    /// </summary>
    public static bool RunsOn(HttpRequest request, SseServerOptions options) =>
        options.RunsOnAtShutdown
        ?? (IsBrokenOff(request, options) && (!CanAskAgain(request) || options.CompletionEvent is not null));

    /// <summary>Breaks off a response whose body was flushed.</summary>
    public static async Task BreakOffAsync(HttpContext context, IScheduler scheduler)
    {
        var features = context.Features;
        var isChunked = HttpProtocol.IsHttp11(context.Request.Protocol);
        if (isChunked && features.Get<IConnectionTransportFeature>() is { } connection)
        {
            // Kestrel sends what was written and then FIN. Nothing can write the last chunk any more. HttpContext.Abort would reset the
            // connection, which drops what the client has not received. An exception would be logged as one of the application, and end
            // the response cleanly if middleware swallows it.
            await connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
            if (features.Get<ISslStreamFeature>() is { SslStream: var tls })
            {
                _ = NotifyCloseAsync(tls); // a TLS stream would say so only when the request ends
            }

            await WaitAsync(context, scheduler).ConfigureAwait(false); // Kestrel notices, and does not try to end the response
        }
        else
        {
            await WaitAsync(context, scheduler).ConfigureAwait(false);
            if (features.Get<IHttpResetFeature>() is { } stream)
            {
                stream.Reset(HttpProtocol.IsHttp3(context.Request.Protocol) ? Http3InternalError : Http2InternalError);
            }
            else
            {
                context.Abort(); // HTTP/1.0, where FIN is the end of a response, and servers without sockets
            }
        }
    }

    /// <summary>Sends TLS's own end after what was written (RFC 8446, 6.1). The client then closes the connection.</summary>
    private static async Task NotifyCloseAsync(SslStream tls)
    {
        try
        {
            await tls.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // the client or its connection is gone
        }
    }

    /// <summary>Waits until the client or the server has closed the connection, but not for long.</summary>
    private static async Task WaitAsync(HttpContext context, IScheduler scheduler)
    {
        var isClosed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = scheduler.Schedule(Linger, () => isClosed.TrySetResult());
        using var closing = context.RequestAborted.UnsafeRegister(static s => ((TaskCompletionSource)s!).TrySetResult(), isClosed);
        await isClosed.Task.ConfigureAwait(false);
    }

    private static bool CanAskAgain(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
}

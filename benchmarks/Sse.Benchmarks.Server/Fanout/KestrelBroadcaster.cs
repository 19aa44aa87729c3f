using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>
/// The floor of any server on Kestrel: the same bytes, encoded once, written to each response and flushed by the thread that publishes.
/// </summary>
internal sealed class KestrelBroadcaster(Func<int, string> data) : IEndpointBroadcaster
{
    private const int PieceBytes = 64 * 1024;

    private readonly ConcurrentBag<PipeWriter> _clients = [];
    private readonly ArrayBufferWriter<byte> _piece = new(2 * PieceBytes);

    public string Path => "/kestrel";

    public int Subscribers => _clients.Count;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, async context =>
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.BodyWriter.WriteAsync(":\n"u8.ToArray());
        _clients.Add(context.Response.BodyWriter);
        var closed = new TaskCompletionSource();
        using var aborted = context.RequestAborted.Register(closed.SetResult);
        await closed.Task;
    });

    public void Publish(int number) => PublishAll(number, 1);

    public void PublishAll(int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            new SseEncoder().Write(new SseEvent(data(number), LastEventId: $"ticks/0123456789ab/{number}"), _piece);
            if (_piece.WrittenCount >= PieceBytes)
            {
                Send();
            }
        }

        if (_piece.WrittenCount > 0)
        {
            Send();
        }
    }

    private void Send()
    {
        foreach (var client in _clients)
        {
            client.Write(_piece.WrittenSpan);
            var flush = client.FlushAsync();
            if (!flush.IsCompleted)
            {
                flush.AsTask().Wait();
            }
        }

        _piece.ResetWrittenCount();
    }
}

using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>Kestrel alone: sends one event and then holds the response open.</summary>
internal sealed class BareKestrel : IEndpointBroadcaster
{
    private static readonly byte[] Event = Encoding.UTF8.GetBytes($"data: {Tick.Text(0)}\n\n");

    private int _subscribers;

    public string Path => "/bare";

    public int Subscribers => Volatile.Read(ref _subscribers);

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, async context =>
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.BodyWriter.WriteAsync(Event);
        Interlocked.Increment(ref _subscribers);
        var closed = new TaskCompletionSource();
        using var aborted = context.RequestAborted.Register(closed.SetResult);
        await closed.Task;
    });

    /// <summary>Does nothing: each response begins with its only event.</summary>
    public void Publish(int number)
    {
    }
}

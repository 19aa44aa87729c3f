using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>Kestrel alone: one event, then a response that is held open, and no more than that.</summary>
internal sealed class Bare : IEndpoint
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
        var over = new TaskCompletionSource();
        using var aborted = context.RequestAborted.Register(over.SetResult);
        await over.Task;
    });

    /// <summary>Its event has been there from the beginning.</summary>
    public void Publish(int number)
    {
    }
}

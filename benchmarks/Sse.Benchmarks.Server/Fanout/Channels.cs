using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>The peer: ASP.NET Core's own result, over a channel for each client.</summary>
internal sealed class Channels<T>(string path, Func<int, T> data) : IEndpoint
{
    private readonly ConcurrentDictionary<Channel<SseItem<T>>, byte> _channels = [];

    public string Path => path;

    public int Subscribers => _channels.Count;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(path, (CancellationToken aborted) =>
    {
        var channel = Channel.CreateUnbounded<SseItem<T>>(new() { SingleReader = true, SingleWriter = true });
        _channels[channel] = 0;
        aborted.Register(() => _channels.TryRemove(channel, out _));
        return TypedResults.ServerSentEvents(channel.Reader.ReadAllAsync(aborted));
    });

    public void Publish(int number)
    {
        var item = new SseItem<T>(data(number)) { EventId = $"{number}" };
        foreach (var (channel, _) in _channels)
        {
            channel.Writer.TryWrite(item);
        }
    }
}

internal static class Channels
{
    public static IEndpoint Json => new Channels<Tick>("/channels/json", Tick.Of);

    public static IEndpoint Strings => new Channels<string>("/channels/strings", Tick.Text);
}

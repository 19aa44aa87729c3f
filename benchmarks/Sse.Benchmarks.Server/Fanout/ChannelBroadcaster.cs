using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>The peer: ASP.NET Core's result with a channel per client.</summary>
internal sealed class ChannelBroadcaster<T>(string path, Func<int, T> data) : IEndpointBroadcaster
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

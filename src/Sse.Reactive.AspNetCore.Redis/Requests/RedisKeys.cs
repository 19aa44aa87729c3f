using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>The names of keys and channels.</summary>
/// <remarks>
/// A topic is one key, so that it needs no hash tag in a cluster. Bells have a fixed number of channels: topics are distributed over them,
/// and the message names the topic. So a node subscribes to few channels, however many topics it has.
/// </remarks>
internal sealed class RedisKeys(string prefix)
{
    private const int Bells = 256;

    /// <summary>The bell that other programs ring, for any topic.</summary>
    public RedisChannel CommonBell { get; } = RedisChannel.Literal(prefix + "bell");

    public RedisKey Of(string topic) => prefix + topic;

    /// <summary>The bell that nodes ring for a topic.</summary>
    public RedisChannel BellOf(string topic)
    {
        var hash = 2166136261; // FNV-1a: the same in each process
        foreach (var value in Encoding.UTF8.GetBytes(topic))
        {
            hash = (hash ^ value) * 16777619;
        }

        return RedisChannel.Literal(string.Create(CultureInfo.InvariantCulture, $"{prefix}bell:{hash % Bells}"));
    }
}

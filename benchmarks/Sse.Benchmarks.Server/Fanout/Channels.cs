namespace Sse.Benchmarks.Server;

/// <summary>The peers of <see cref="Topic"/>.</summary>
internal static class Channels
{
    public static IEndpointBroadcaster Json => new ChannelBroadcaster<Tick>("/channels/json", Tick.Of);

    public static IEndpointBroadcaster Strings => new ChannelBroadcaster<string>("/channels/strings", Tick.Text);
}

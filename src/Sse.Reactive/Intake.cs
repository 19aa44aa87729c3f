namespace Sse.Reactive;

/// <summary>What a subscription has taken in, as the loop may ask for it: everything between the two is synchronous.</summary>
internal sealed class Intake(SseDecoder decoder)
{
    public SseDecoder Decoder { get; } = decoder;

    /// <summary>The events dispatched so far, over all connections.</summary>
    public long Events;
}

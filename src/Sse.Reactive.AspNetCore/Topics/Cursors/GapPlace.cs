namespace Sse.Reactive.AspNetCore;

/// <summary>Where in a stream events are missing.</summary>
internal enum GapPlace
{
    /// <summary>Within it: the subscriber was too slow.</summary>
    Within,

    /// <summary>After the last event ID with which the subscriber came.</summary>
    AfterId,

    /// <summary>At its beginning: the oldest event held, with which it starts, is not the first. This is not reported.</summary>
    Beginning,
}

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// A topic that removes no events (<see cref="SseTopicOptions.FailWhenFull"/>) has ended, because it has no room for another event.
/// </summary>
/// <param name="topic">The name of the topic.</param>
/// <param name="options">The limits of the topic.</param>
public sealed class SseTopicFullException(string topic, SseTopicOptions options) : SseException(
    $"The topic '{topic}' has ended: its next event would exceed {options.MaxEvents} events or {options.MaxBytes} bytes. "
    + "Raise MaxEvents or MaxBytes, publish less, or set FailWhenFull to false to remove the oldest events instead.");

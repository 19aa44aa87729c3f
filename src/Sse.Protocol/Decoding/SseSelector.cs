namespace Sse.Protocol;

/// <summary>Converts an event to a value, from the bytes in the decoder's buffers, without a string in between.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="view">The event. Valid only during the call.</param>
/// <returns>The value.</returns>
/// <example>
/// <code>SseSelector&lt;Price?&gt; selector = view =&gt; JsonSerializer.Deserialize(view.Utf8Data, MyContext.Default.Price);</code>
/// </example>
public delegate T SseSelector<out T>(SseEventView view);

using System.Reactive;

namespace Sse.Reactive.Testing;

/// <summary>A notification that was observed, and when.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <param name="At">The virtual time, counted from the creation of the <see cref="Marbles"/>.</param>
/// <param name="Notification">A value, the completion, or the error.</param>
public readonly record struct ObservedMessage<T>(TimeSpan At, Notification<T> Notification);

using System.Reactive;

namespace Sse.Reactive.Testing;

/// <summary>Something that was observed.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <param name="At">When, in virtual time since its beginning.</param>
/// <param name="What">A value, the completion, or the error.</param>
public readonly record struct ObservedMessage<T>(TimeSpan At, Notification<T> What);

using System.Reactive;

namespace Sse.Reactive.Testing;

/// <summary>A notification of a timeline.</summary>
/// <param name="Frame">Its frame, counted from the start of the marble string.</param>
/// <param name="Character">The symbol that stands for it.</param>
/// <param name="Notification">The notification.</param>
internal readonly record struct TimelineEntry<T>(long Frame, char Character, Notification<T> Notification);

namespace Sse.Reactive.AspNetCore;

/// <summary>Work of a store's own that fails, and is tried again.</summary>
/// <param name="Work">What it could not do, to follow "could not": <c>remove expired events</c>.</param>
/// <param name="Time">How long attempts have failed, without a success.</param>
/// <param name="Error">Why the latest attempt failed.</param>
public sealed record SseStoreFailure(string Work, TimeSpan Time, Exception Error);

namespace Sse.Reactive.AspNetCore.Testing;

/// <summary>A store breaks a rule of its contract.</summary>
/// <param name="message">The rule, what was expected, and what was found.</param>
public sealed class SseStoreContractException(string message) : Exception(message);

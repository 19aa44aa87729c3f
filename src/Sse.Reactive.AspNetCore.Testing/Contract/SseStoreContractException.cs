namespace Sse.Reactive.AspNetCore.Testing;

/// <summary>A store breaks a rule of its contract.</summary>
/// <param name="message">The rule, what was expected, what was found, and the likely mistake.</param>
/// <param name="innerException">What the store has thrown instead. Default: <see langword="null"/>.</param>
public sealed class SseStoreContractException(string message, Exception? innerException = null) : Exception(message, innerException);

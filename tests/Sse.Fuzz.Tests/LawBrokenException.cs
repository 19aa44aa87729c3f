namespace Sse.Fuzz.Tests;

/// <summary>Something that must hold for any input does not.</summary>
internal sealed class LawBrokenException(string message) : Exception(message);

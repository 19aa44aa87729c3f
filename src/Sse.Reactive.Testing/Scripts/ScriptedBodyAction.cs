namespace Sse.Reactive.Testing;

/// <summary>Something that happens to a response's body: a chunk arrives, or the body ends.</summary>
/// <param name="At">When, counted from the response.</param>
/// <param name="Symbol"><c>|</c> for the end, <c>#</c> for an error, a letter for a chunk.</param>
/// <param name="Chunk">The chunk.</param>
internal readonly record struct ScriptedBodyAction(TimeSpan At, char Symbol, ReadOnlyMemory<byte> Chunk = default);

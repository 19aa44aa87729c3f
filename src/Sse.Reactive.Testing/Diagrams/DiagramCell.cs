namespace Sse.Reactive.Testing;

/// <summary>One symbol or group of a row, drawn at its frame.</summary>
internal readonly record struct DiagramCell(long Frame, string Text);

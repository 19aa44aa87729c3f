namespace Sse.Tool.Output;

/// <summary>Nobody reads the output any more, as behind <c>head -1</c>.</summary>
internal sealed class ClosedPipeException() : IOException("Nobody reads the output any more.");

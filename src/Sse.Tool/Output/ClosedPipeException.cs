namespace Sse.Tool;

/// <summary>The process that read the output has closed its pipe, like <c>head -1</c> does after one line.</summary>
internal sealed class ClosedPipeException() : IOException("The pipe that the output is written to was closed.");

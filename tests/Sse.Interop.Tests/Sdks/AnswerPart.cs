namespace Sse.Interop.Tests.Sdks;

/// <summary>What an SDK delivers of an answer at once.</summary>
/// <param name="Text">A part of the text.</param>
/// <param name="End">Why the answer ended, as the model says.</param>
/// <param name="Error">An error that the SDK reports without an exception.</param>
internal sealed record AnswerPart(string? Text, string? End, string? Error = null);

namespace Sse.Tests.Shared;

/// <summary>An answer of an LLM API as it is sent, in the published format of its provider, and what it says.</summary>
/// <param name="Name">The provider and the case.</param>
/// <param name="Api">The API, as samples/LlmClient names it.</param>
/// <param name="Wire">The stream.</param>
/// <param name="Text">The text of the answer, as far as it arrives.</param>
/// <param name="Error">What the provider reports within the stream. Default: empty, no error.</param>
/// <param name="IsWhole">Whether the answer is complete.</param>
internal sealed record LlmStream(string Name, string Api, string Wire, string Text, string Error = "", bool IsWhole = true)
{
    public override string ToString() => $"{Api}: {Name}";
}

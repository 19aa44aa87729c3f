using Sse.Protocol;

namespace LlmClient;

/// <summary>The request and event format of one family of LLM APIs.</summary>
internal interface ILlmApi
{
    /// <summary>The request headers that hold secrets, apart from the standard credentials.</summary>
    IReadOnlyCollection<string> SensitiveHeaders { get; }

    HttpRequestMessage CreateRequest(Question question);

    /// <summary>Reads an event directly from the receive buffer.</summary>
    /// <exception cref="LlmException">The event reports an error in the middle of an answer.</exception>
    AnswerDelta Read(SseEventView view);
}

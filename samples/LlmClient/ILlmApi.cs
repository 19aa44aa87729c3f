using Sse.Protocol;

namespace LlmClient;

/// <summary>How one family of APIs asks, and how it answers.</summary>
internal interface ILlmApi
{
    /// <summary>The request headers that hold secrets and are not among the usual credentials.</summary>
    IReadOnlyCollection<string> SensitiveHeaders { get; }

    HttpRequestMessage NewRequest(Question question);

    /// <summary>Reads an event where it lies in the receive buffer.</summary>
    /// <exception cref="LlmException">The event is the API's report of an error in the middle of an answer.</exception>
    Piece Read(SseEventView view);
}

using System.Collections.Immutable;
using Sse.Protocol;
using Sse.Reactive;

namespace LlmClient;

/// <summary>The request and event format of one family of LLM APIs.</summary>
internal interface ILlmApi
{
    /// <summary>The header of the API key.</summary>
    string KeyHeader => "Authorization";

    /// <summary>What precedes the key in its header.</summary>
    string KeyPrefix => "Bearer ";

    /// <summary>Further headers.</summary>
    IReadOnlyDictionary<string, string> Headers => ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether an event marks the end of an answer. Otherwise the end of the stream does.</summary>
    bool HasEndMark => true;

    /// <summary>Creates the requests: the question, and what resumes its answer, if the API can.</summary>
    SseRequestFactory Ask(Question question);

    /// <summary>Reads an event that is not named <c>error</c>.</summary>
    /// <exception cref="LlmException">The event reports an error in the middle of an answer.</exception>
    AnswerDelta Read(SseEvent e);
}

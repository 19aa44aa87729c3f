using Microsoft.Extensions.AI;

namespace LlmServer.Models;

/// <summary>What the model is asked, whatever the API. Both are read from the request's JSON, and throw if that is invalid.</summary>
internal interface IModelRequest
{
    /// <summary>The property that has the messages.</summary>
    string MessagesName => "messages";

    IEnumerable<ChatMessage> ToMessages();

    ChatOptions ToOptions();
}

using LlmServer.Models;
using Microsoft.AspNetCore.Http;

namespace LlmServer;

/// <summary>What a client learns of an exception.</summary>
/// <param name="Status">The status, if the answer has not begun.</param>
/// <param name="Message">The reason.</param>
/// <param name="RetryAfter">The value of the header, if there is one.</param>
/// <param name="Code">The code of the error in OpenAI's APIs, if it has one.</param>
internal sealed record ApiError(int Status, string Message, string? RetryAfter = null, string? Code = null)
{
    public static ApiError Of(Exception error) => error switch
    {
        ModelException model => new(
            model.Status, model.Message, model.RetryAfter, model.Status == StatusCodes.Status404NotFound ? "model_not_found" : null),
        SseTopicFullException => new(StatusCodes.Status500InternalServerError, "The answer is longer than this server keeps."),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } bad => Of(bad.StatusCode, ""),
        BadHttpRequestException { InnerException: { } cause } bad => new(bad.StatusCode, $"The request is not valid JSON. {cause.Message}"),
        BadHttpRequestException bad when bad.Message.Contains(nameof(SseSubscriber), StringComparison.Ordinal) => // names the C# parameter
            new(bad.StatusCode, "A last event ID cannot contain CR, LF or U+0000."),
        BadHttpRequestException bad => new(bad.StatusCode, bad.Message),
        _ => new(StatusCodes.Status500InternalServerError, "The model failed."), // not the exception's message: it may be confidential
    };

    /// <summary>The error of an answer that has only a status.</summary>
    public static ApiError Of(int status, string path) => new(status, status switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {path}.",
        StatusCodes.Status405MethodNotAllowed => $"{path} does not accept this method.",
        StatusCodes.Status415UnsupportedMediaType => "The request must be JSON: send it with Content-Type: application/json, in UTF-8.",
        _ => "The request was refused.",
    });
}

using System.Text.Json;
using LlmServer.Apis;
using LlmServer.Models;
using Microsoft.AspNetCore.Http;

namespace LlmServer;

/// <summary>What a client learns of an exception.</summary>
/// <param name="Status">The status, if the answer has not begun.</param>
/// <param name="Message">The reason.</param>
/// <param name="RetryAfter">The value of the header, if there is one.</param>
/// <param name="Code">The code of the error in OpenAI's APIs, if it has one.</param>
/// <param name="Parameter">The parameter of the request that is refused, in OpenAI's APIs, if it is one.</param>
internal sealed record ApiError(int Status, string Message, string? RetryAfter = null, string? Code = null, string? Parameter = null)
{
    /// <param name="error">The exception.</param>
    /// <param name="body">The type of the request's body, if it has one.</param>
    public static ApiError Of(Exception error, Type? body = null) => error switch
    {
        ModelException model => new(
            model.Status,
            model.Message,
            model.RetryAfter,
            model.Code ?? (model.Status == StatusCodes.Status404NotFound ? "model_not_found" : null)),
        SseTopicFullException => new(StatusCodes.Status500InternalServerError, "The answer is longer than this server keeps."),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } bad => Of(bad.StatusCode, ""),
        BadHttpRequestException { InnerException: JsonException cause } bad when body is not null =>
            Invalid(bad, JsonFault.Describe(cause, body), JsonFault.ParameterOf(cause)),
        BadHttpRequestException bad when body is not null && bad.Message.Contains(body.Name, StringComparison.Ordinal) => // there is none
            Invalid(bad, JsonFault.Describe("$", body)),
        BadHttpRequestException { InnerException: not null } bad => Invalid(bad, "It cannot be read."),
        BadHttpRequestException bad when bad.Message.Contains(nameof(SseSubscriber), StringComparison.Ordinal) => // names the C# parameter
            new(bad.StatusCode, "A last event ID cannot contain CR, LF or U+0000."),
        BadHttpRequestException bad => new(bad.StatusCode, bad.Message, Parameter: (bad as ParameterException)?.Parameter),
        _ => new(StatusCodes.Status500InternalServerError, "The model failed."), // not the exception's message: it may be confidential
    };

    private static ApiError Invalid(BadHttpRequestException error, string reason, string? parameter = null) =>
        new(error.StatusCode, $"The request is invalid. {reason}", Parameter: parameter);

    /// <summary>The error of an answer that has only a status.</summary>
    public static ApiError Of(int status, string path) => new(status, status switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {path}.",
        StatusCodes.Status405MethodNotAllowed => $"{path} does not accept this method.",
        StatusCodes.Status503ServiceUnavailable => "The server is stopping.",
        StatusCodes.Status415UnsupportedMediaType => "The request must be JSON: send it with Content-Type: application/json, in UTF-8.",
        _ => "The request was refused.",
    });
}

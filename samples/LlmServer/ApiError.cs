using System.ClientModel;
using LlmServer.Models;
using Microsoft.AspNetCore.Http;

namespace LlmServer;

/// <summary>What a client learns of an exception.</summary>
/// <param name="Status">The status, if the answer has not begun.</param>
/// <param name="Message">The reason.</param>
internal sealed record ApiError(int Status, string Message)
{
    public static ApiError Of(Exception error) => error switch
    {
        ModelException model => new(model.Status, model.Message),
        ClientResultException { Status: > 0 } refused => new(refused.Status, "The model refused the request."),
        BadHttpRequestException { InnerException: { } cause } bad => new(bad.StatusCode, $"The request is not valid JSON. {cause.Message}"),
        BadHttpRequestException bad => new(bad.StatusCode, bad.Message),
        _ => new(StatusCodes.Status500InternalServerError, "The model failed."), // not the exception's message: it may be confidential
    };
}

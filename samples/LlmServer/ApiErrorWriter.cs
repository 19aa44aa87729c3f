using System.Text.Json.Nodes;
using LlmServer.Apis;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace LlmServer;

/// <summary>Writes each answer that is not a stream in the form of the API that was asked, in place of problem details.</summary>
internal sealed class ApiErrorWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        var error = context.Exception is { } exception
            ? ApiError.Of(exception, BodyOf(context.HttpContext))
            : context.ProblemDetails.Detail is { } detail ? new(response.StatusCode, detail)
            : ApiError.Of(response.StatusCode, request.Path);
        if (error.RetryAfter is { } time)
        {
            response.Headers.RetryAfter = time;
        }

        await response.WriteAsJsonAsync(FormOf(request.Path)(error), LlmServerJson.Readable.JsonObject);
    }

    private static Type? BodyOf(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    /// <summary>The form of the API to which a path belongs, also where no endpoint answers: 404, 405, 415.</summary>
    private static Func<ApiError, JsonObject> FormOf(PathString path) =>
        path.StartsWithSegments("/v1/messages") ? Messages.Error
        : path.StartsWithSegments("/api") ? UiMessages.Error
        : ChatCompletions.Error;
}

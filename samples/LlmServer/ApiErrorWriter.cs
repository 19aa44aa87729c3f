using System.Globalization;
using System.Text.Json.Nodes;
using LlmServer.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LlmServer;

/// <summary>Writes each answer that is not a stream in the form of the API that was asked, in place of problem details.</summary>
internal sealed class ApiErrorWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => FormOf(context) is not null;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var error = context.Exception is { } exception
            ? ApiError.Of(exception)
            : new(context.HttpContext.Response.StatusCode, context.ProblemDetails.Detail ?? "The request was refused.");
        if (context.Exception is ModelException { RetryAfter: { } delay })
        {
            context.HttpContext.Response.Headers.RetryAfter = delay.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        }

        await context.HttpContext.Response.WriteAsJsonAsync(FormOf(context)!.Format(error), LlmServerJson.Default.JsonObject);
    }

    /// <summary>The form of the endpoint. Where an exception is handled, it is not the current endpoint any more.</summary>
    private static ErrorForm? FormOf(ProblemDetailsContext context) =>
        (context.AdditionalMetadata ?? context.HttpContext.GetEndpoint()?.Metadata)?.GetMetadata<ErrorForm>();
}

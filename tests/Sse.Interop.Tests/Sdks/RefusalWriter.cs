using Microsoft.AspNetCore.Http;

namespace Sse.Interop.Tests.Sdks;

/// <summary>Writes problem details in the form of an API.</summary>
internal sealed class RefusalWriter(Api api) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = "application/json";
        await response.WriteAsync(api.Refusal(response.StatusCode, context.ProblemDetails.Detail ?? ""));
    }
}

using Microsoft.AspNetCore.Http;

namespace Sse.Reactive.AspNetCore;

/// <summary>The answer in place of a handler that would begin while the application stops.</summary>
internal sealed class StoppingResult : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Refusal.StoppingAsync(httpContext, SseServerOptions.Default);
}

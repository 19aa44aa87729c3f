using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The parts, in the order of their middleware, each in the configuration that is hardest on a stream.</summary>
internal static class Parts
{
    public const string Origin = "https://page.example";

    public const string Cookies = "cookies";

    public const string Bearer = "bearer";

    private const string Policy = "streams";

    public static readonly string LogDirectory = Path.Combine(Path.GetTempPath(), $"sse-w3c-{Guid.NewGuid():N}");

    public static readonly Part[] All =
    [
        new("forwarded headers", Use: app => app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.All })),
        new("exception handler", Use: app => app.UseExceptionHandler(error => error.Run(c => c.Response.WriteAsync("An error page.")))),
        new("status code pages", Use: app => app.UseStatusCodePages()),
        new(
            "HTTPS redirection, behind a proxy",
            Use: app => app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedProto }).UseHttpsRedirection()),
        new("HTTP logging with bodies", LogBodies, app => app.UseHttpLogging()),
        new(
            "W3C logging",
            builder => builder.Services.AddW3CLogging(o => (o.LoggingFields, o.LogDirectory) = (W3CLoggingFields.All, LogDirectory)),
            app => app.UseW3CLogging()),
        new("response compression", builder => builder.Services.AddResponseCompression(), app => app.UseResponseCompression()),
        new(
            "response compression of every type",
            builder => builder.Services.AddResponseCompression(o => (o.MimeTypes, o.EnableForHttps) = (["*/*"], true)),
            app => app.UseResponseCompression()),
        new("routing and static files", Use: app => app.UseStaticFiles().UseRouting()),
        new(
            "request timeouts with a default policy",
            builder => builder.Services.AddRequestTimeouts(o => o.DefaultPolicy = new() { Timeout = TimeSpan.FromSeconds(10) }),
            app => app.UseRequestTimeouts()),
        new(
            "CORS with credentials",
            builder => builder.Services.AddCors(),
            app => app.UseCors(p => p.WithOrigins(Origin).AllowCredentials().AllowAnyHeader())),
        new("session", builder => builder.Services.AddDistributedMemoryCache().AddSession(), UseSession),
        new(
            "authentication by cookie and bearer, authorization",
            AddAuthentication,
            UseAuthentication,
            endpoint => endpoint.RequireAuthorization()),
        new(
            "rate limiter",
            builder => builder.Services.AddRateLimiter(o => o.AddConcurrencyLimiter(Policy, l => l.PermitLimit = 100)),
            app => app.UseRateLimiter(),
            endpoint => endpoint.RequireRateLimiting(Policy)),
        new("antiforgery", builder => builder.Services.AddAntiforgery(), app => app.UseAntiforgery()),
        new(
            "output caching with a base policy",
            builder => builder.Services.AddOutputCache(o => o.AddBasePolicy(p => p.Expire(TimeSpan.FromHours(1)))),
            app => app.UseOutputCache()),
        new("response caching", builder => builder.Services.AddResponseCaching(), app => app.UseResponseCaching()),
        new("health checks", builder => builder.Services.AddHealthChecks(), app => app.MapHealthChecks("/health")),
#if NET10_0_OR_GREATER
        new("OpenAPI", builder => builder.Services.AddOpenApi(), app => app.MapOpenApi()),
#endif
        new("SignalR", builder => builder.Services.AddSignalR(), app => app.MapHub<Hub>("/hub")),
    ];

    private static void LogBodies(WebApplicationBuilder builder)
    {
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FormattingLogger());
        builder.Services.AddHttpLogging(o =>
        {
            o.LoggingFields = HttpLoggingFields.All;
            o.CombineLogs = true;
            o.MediaTypeOptions.AddText("text/event-stream");
        });
    }

    private static void UseSession(WebApplication app) => app.UseSession().Use((context, next) =>
    {
        context.Session.SetString("visited", "yes");
        return next(context);
    });

    private static void AddAuthentication(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication().AddCookie(Cookies).AddBearerToken(Bearer);
        builder.Services.AddAuthorization(
            o => o.DefaultPolicy = new AuthorizationPolicyBuilder(Cookies, Bearer).RequireAuthenticatedUser().Build());
    }

    private static void UseAuthentication(WebApplication app)
    {
        app.UseAuthentication().UseAuthorization();
        var user = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, "someone")], "test"));
        foreach (var scheme in new[] { Cookies, Bearer })
        {
            app.MapPost($"/sign-in/{scheme}", () => Results.SignIn(user, authenticationScheme: scheme));
        }
    }
}

using Blazor.Host.Pages;

namespace Blazor.Host;

/// <summary>Serves the stream, and the pages that show it in WebAssembly and in Blazor Server.</summary>
internal static class BlazorApp
{
    private static readonly SseServerOptions Options = new()
    {
        ReconnectionTime = TimeSpan.FromSeconds(1),
        ShutdownSpread = TimeSpan.FromSeconds(0.5),
    };

    public static WebApplication Create(SseTopic topic, ServerStream stream, int port)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets(); // before it is published, the client's files are in its own output folder
        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // the program itself reports that it cannot start
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddSingleton(topic);
        builder.Services.AddSingleton(stream);
        builder.Services.AddCors();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents().AddInteractiveWebAssemblyComponents();
        var app = builder.Build();
        app.UseCors();
        app.UseAntiforgery();
        app.MapStaticAssets();

        // Pages of any origin may read the stream. No header is allowed, so that they send no preflight request.
        app.MapSse("/prices", topic, Options).RequireCors(policy => policy.AllowAnyOrigin());
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().AddInteractiveWebAssemblyRenderMode();
        return app;
    }
}

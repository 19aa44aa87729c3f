using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SignIn;

/// <summary>Serves the page, the stream, which only signed-in users receive, and the endpoints of the page's buttons.</summary>
internal static class SignInApp
{
    private const string CookieScheme = CookieAuthenticationDefaults.AuthenticationScheme;
    private const int MaxNameLength = 40;

    private static readonly SseServerOptions Options = new() { ReconnectionTime = TimeSpan.FromSeconds(2), ShutdownSpread = TimeSpan.Zero };

    public static WebApplication Create(SseTopic ticks, int port, TimeSpan ticketLifetime)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        Configure(builder.Services, ticketLifetime);

        // Not Information for all: Microsoft.AspNetCore.Hosting.Diagnostics then logs each URL, with its query, before any middleware runs.
        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.HttpLogging", LogLevel.Information)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // the program itself reports that it cannot start
        var app = builder.Build();

        app.Use(Tickets.TakeFromQueryAsync); // first: what follows may log the URL
        app.UseHttpLogging();
        app.UseFileServer();
        app.UseAuthentication();
        app.UseAuthorization();
        Map(app, ticks);
        return app;
    }

    private static void Configure(IServiceCollection services, TimeSpan ticketLifetime)
    {
        // These keys end with the process. Store yours, and share them among servers, so that cookies and tickets outlive a restart.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton(provider => new Tickets(provider.GetRequiredService<IDataProtectionProvider>(), ticketLifetime));
        services.AddHttpLogging(logging => logging.LoggingFields =
            HttpLoggingFields.RequestMethod | HttpLoggingFields.RequestPath | HttpLoggingFields.RequestQuery
            | HttpLoggingFields.ResponseStatusCode);

        services.AddAuthentication(CookieScheme)
            .AddCookie(cookie =>
            {
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.Events.OnRedirectToLogin = Answer(StatusCodes.Status401Unauthorized); // scripts ask, not people
                cookie.Events.OnRedirectToAccessDenied = Answer(StatusCodes.Status403Forbidden);
            })
            .AddScheme<AuthenticationSchemeOptions, TicketHandler>(TicketHandler.SchemeName, null);
        services.AddAuthorization();
    }

    private static void Map(WebApplication app, SseTopic ticks)
    {
        var cuts = Subject.Synchronize(new Subject<Unit>());
        Func<SseSubscriber, IObservable<SseEvent>> events = subscriber => Observable.Using(
            () => cuts.Subscribe(_ => subscriber.HttpContext.Abort()),
            _ => ticks.After(subscriber.LastEventId));

        // The same stream twice: the second as for a page of another site, from which the browser sends no cookie.
        app.MapSse("/events/cookie", events, Options).RequireAuthorization();
        app.MapSse("/events/ticket", events, Options).RequireAuthorization(policy =>
            policy.AddAuthenticationSchemes(TicketHandler.SchemeName).RequireAuthenticatedUser());

        // The cookie alone authorizes what follows: a ticket does not buy another one.
        app.MapPost("/tickets", (ClaimsPrincipal user, Tickets tickets) => tickets.Create(user.Identity!.Name!)).RequireAuthorization();
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name!).RequireAuthorization();
        app.MapPost("/cut", () => cuts.OnNext(Unit.Default)); // aborts all streams, like a network failure
        app.MapPost("/sign-out", () => Results.SignOut(authenticationSchemes: [CookieScheme]));
        app.MapPost("/sign-in", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            var name = (await reader.ReadToEndAsync()).Trim(); // a real application checks a password here
            return name.Length is 0 or > MaxNameLength
                ? Results.BadRequest()
                : Results.SignIn(TicketHandler.User(name, CookieScheme), authenticationScheme: CookieScheme);
        });
    }

    private static Func<RedirectContext<CookieAuthenticationOptions>, Task> Answer(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };
}

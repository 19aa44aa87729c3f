using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sse.Reactive.AspNetCore;

namespace Sse.Docs.Tests;

/// <summary>The code of docs/browsers.md, asked by HTTP as a browser does. <c>samples/SignIn</c> is tested in a browser.</summary>
public class SignInSnippets
{
    [Test]
    public async Task SignInByCookie()
    {
        const string pageOrigin = "https://app.example.com";
        var builder = CreateBuilder();
        var news = new SseTopic("news");

        #region SignInCookie
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.SameSite = SameSiteMode.None; // only if page and stream are of different sites; the default is Lax
            cookie.Events.OnRedirectToLogin = context => // .NET 8: answer 401 instead of redirecting to a sign-in page
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            };
        });
        builder.Services.AddAuthorization();
        builder.Services.AddCors();
        var app = builder.Build();

        app.UseCors(); // before authorization: an answer without CORS headers hides its status from scripts
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapSse("/news", news)
            .RequireAuthorization()
            .RequireCors(policy => policy.WithOrigins(pageOrigin).AllowCredentials()); // only if the origins differ
        #endregion

        app.MapPost("/sign-in", () => Results.SignIn(new(new ClaimsIdentity([new(ClaimTypes.Name, "ada")], "form"))));
        await using var running = app;
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        http.DefaultRequestHeaders.Add("Origin", pageOrigin);

        using var refused = await http.GetAsync("news", HttpCompletionOption.ResponseHeadersRead);
        using var signedIn = await http.PostAsync("sign-in", null);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        using var request = new HttpRequestMessage(HttpMethod.Get, "news") { Headers = { { "Cookie", cookie.Split(';')[0] } } };
        using var stream = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.That(cookie, Does.Contain("samesite=none"));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(refused.Headers.GetValues("Access-Control-Allow-Credentials"), Is.EqualTo(new[] { "true" }));
        Assert.That(stream.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(stream.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { pageOrigin }));
    }

    [Test]
    public async Task SignInByTicket()
    {
        var logged = new List<string>();
        var builder = CreateBuilder();
        builder.Logging.AddProvider(new ListLoggerProvider(logged));
        builder.Services.AddHttpLogging(
            logging => logging.LoggingFields = HttpLoggingFields.RequestProperties | HttpLoggingFields.RequestQuery);
        var news = new SseTopic("news");
        var signedIn = "ada";

        #region SignInTicket
        builder.Services.AddDataProtection();
        builder.Services.AddSingleton<Tickets>();
        builder.Services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, TicketHandler>("Ticket", null);

        // At Information this category logs every URL with its query, before middleware can change it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        #endregion

        builder.Services.AddAuthorization();
        await using var app = builder.Build();

        #region SignInTicketUse
        app.Use(Tickets.TakeFromQueryAsync); // first, so that no later middleware sees the ticket in the URL
        app.UseHttpLogging();
        app.UseAuthentication();
        app.UseAuthorization();

        app.MapPost("/tickets", (ClaimsPrincipal user, Tickets tickets) => tickets.Create(user.Identity!.Name!)).RequireAuthorization();
        app.MapSse("/news", news).RequireAuthorization(policy =>
            policy.AddAuthenticationSchemes("Ticket").RequireAuthenticatedUser());
        #endregion

        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        var ticket = app.Services.GetRequiredService<Tickets>().Create(signedIn);

        using var stream = await http.GetAsync($"news?lastEventId=7&ticket={ticket}", HttpCompletionOption.ResponseHeadersRead);
        using var altered = await http.GetAsync($"news?ticket=A{ticket}", HttpCompletionOption.ResponseHeadersRead);
        using var none = await http.GetAsync("news", HttpCompletionOption.ResponseHeadersRead);
        using var otherCase = await http.GetAsync($"news?Ticket={ticket}", HttpCompletionOption.ResponseHeadersRead);

        Assert.That(
            new[] { stream, altered, none, otherCase }.Select(response => response.StatusCode),
            Is.EqualTo(new[] { HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK }));
        lock (logged)
        {
            Assert.That(logged, Has.Some.Contains("?lastEventId=7").And.None.Contains(ticket));
        }
    }

    private static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }

    #region SignInTickets
    public sealed class Tickets(IDataProtectionProvider protection)
    {
        private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30); // until the stream is open, not until it ends

        private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Tickets").ToTimeLimitedDataProtector();

        public string Create(string user) => _protector.Protect(user, Lifetime);

        public string? TryReadUser(HttpContext context)
        {
            try
            {
                return context.Items["ticket"] is string ticket ? _protector.Unprotect(ticket) : null;
            }
            catch (CryptographicException) // altered, or expired
            {
                return null;
            }
        }

        public static Task TakeFromQueryAsync(HttpContext context, RequestDelegate next)
        {
            var request = context.Request;
            if (request.Query.TryGetValue("ticket", out var ticket))
            {
                context.Items["ticket"] = ticket.ToString();
                request.QueryString = QueryString.Create(request.Query.Where(
                    parameter => !parameter.Key.Equals("ticket", StringComparison.OrdinalIgnoreCase))); // read without case
            }

            return next(context);
        }
    }
    #endregion

    #region SignInTicketHandler
    public sealed class TicketHandler(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Tickets tickets)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (tickets.TryReadUser(Context) is not { } user)
            {
                return Task.FromResult(AuthenticateResult.NoResult()); // authorization then answers 401
            }

            var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new(new(identity), Scheme.Name)));
        }
    }
    #endregion

    private sealed class ListLoggerProvider(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
            {
                lines.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}

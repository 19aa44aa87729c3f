using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SignIn;

/// <summary>Authenticates the user named by a request's ticket.</summary>
internal sealed class TicketHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Tickets tickets)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Ticket";

    public static ClaimsPrincipal User(string name, string scheme) => new(new ClaimsIdentity([new(ClaimTypes.Name, name)], scheme));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        tickets.TryReadUser(Context) is { } user ? AuthenticateResult.Success(new(User(user, SchemeName), SchemeName))
        : AuthenticateResult.NoResult());
}

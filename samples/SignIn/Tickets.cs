using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace SignIn;

/// <summary>
/// Short-lived tickets for URLs: <c>EventSource</c> sends no headers, and cookies may not reach a stream of another site. A ticket is the
/// user's name, encrypted with an expiry, so no server has to remember it.
/// </summary>
internal sealed class Tickets(IDataProtectionProvider protection, TimeSpan lifetime)
{
    private const string Name = "ticket";

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("SignIn.Tickets").ToTimeLimitedDataProtector();

    /// <summary>Middleware that takes the ticket out of the query. Register it first: what follows may log the URL.</summary>
    public static Task TakeFromQueryAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Query.TryGetValue(Name, out var ticket))
        {
            context.Items[Name] = ticket.ToString();
            request.QueryString = QueryString.Create(request.Query.Where(
                parameter => !parameter.Key.Equals(Name, StringComparison.OrdinalIgnoreCase))); // read without case
        }

        return next(context);
    }

    public string Create(string user) => _protector.Protect(user, lifetime);

    /// <returns>The user of the request's ticket; <see langword="null"/> if it has expired or is invalid, or if there is none.</returns>
    public string? TryReadUser(HttpContext context)
    {
        try
        {
            return context.Items[Name] is string ticket ? _protector.Unprotect(ticket) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpServer;

/// <summary>The sessions of all clients. One without requests for a while ends.</summary>
internal sealed class McpSessions(IMemoryCache cache, IHostApplicationLifetime lifetime, ILogger<McpSessions> logger)
{
    public const string Header = "Mcp-Session-Id";

    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(30);

    public McpSession Begin(string version)
    {
        var session = new McpSession(version, logger, lifetime.ApplicationStopped);
        using var entry = cache.CreateEntry(session.Id)
            .SetValue(session)
            .SetSlidingExpiration(IdleTime)
            .RegisterPostEvictionCallback((_, ended, _, _) => ((McpSession)ended!).End());
        return session;
    }

    public void End(McpSession session) => cache.Remove(session.Id);

    /// <returns>Why the request has no session; <see langword="null"/> if it has one.</returns>
    public ContentHttpResult? Find(HttpRequest request, out McpSession session)
    {
        session = null!;
        return request.Headers[Header] is not [{ } id]
            ? McpResults.Refuse(StatusCodes.Status400BadRequest, $"{Header}: expected the one of this session. Send initialize first.")
            : !cache.TryGetValue(id, out session!)
                ? McpResults.Refuse(StatusCodes.Status404NotFound, "The session has ended. Send initialize again.")
                : null;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpServer;

/// <summary>
/// The MCP endpoint, streamable HTTP: <see href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports"/>.
/// </summary>
internal static class McpApp
{
    private const string SessionId = "Mcp-Session-Id";

    private static readonly string[] Versions = ["2025-11-25", "2025-06-18", "2025-03-26"]; // those with this transport, newest first
    private static readonly string[] Hosts = ["localhost", "127.0.0.1", "[::1]"];
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(30); // after which a session without requests ends

    public static WebApplication Create(int port, SseServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddMemoryCache();
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = Hosts); // against DNS rebinding
        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // the program itself reports that it cannot start
        var app = builder.Build();

        app.UseHostFiltering();
        var mcp = app.MapGroup("/mcp")
            .AddEndpointFilter(async (context, next) => Refusal(context.HttpContext.Request) ?? await next(context));
        mcp.MapPost("", async (HttpContext context, IMemoryCache sessions) => await PostAsync(context, sessions, options));
        mcp.MapGet("", IResult (SseSubscriber subscriber, IMemoryCache sessions) =>
            Find(subscriber.HttpContext.Request, sessions, out var session) ?? Resume(session!, subscriber.LastEventId, options));
        mcp.MapDelete("", IResult (HttpRequest request, IMemoryCache sessions) =>
        {
            if (Find(request, sessions, out var session) is { } refusal)
            {
                return refusal;
            }

            sessions.Remove(session!.Id);
            return TypedResults.NoContent();
        });
        return app;
    }

    /// <summary>What every request must have.</summary>
    private static ContentHttpResult? Refusal(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        return request.Headers switch
        {
            { Origin: [{ } origin] } when !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || !Hosts.Contains(uri.Host) =>
                Refuse(StatusCodes.Status403Forbidden, JsonRpc.InvalidRequest, "Pages of this origin are not allowed."),
            { } headers when headers["MCP-Protocol-Version"] is [{ } version] && !Versions.Contains(version) =>
                Refuse(
                    StatusCodes.Status400BadRequest,
                    JsonRpc.InvalidRequest,
                    $"MCP-Protocol-Version: expected one of {string.Join(", ", Versions)}."),
            _ when HttpMethods.IsPost(request.Method) && !(Accepts("application/json") && Accepts("text/event-stream")) =>
                Refuse(
                    StatusCodes.Status406NotAcceptable, JsonRpc.InvalidRequest, "Accept: expected application/json and text/event-stream."),
            _ when HttpMethods.IsPost(request.Method) && !request.HasJsonContentType() =>
                Refuse(StatusCodes.Status415UnsupportedMediaType, JsonRpc.InvalidRequest, "Content-Type: expected application/json."),
            _ when HttpMethods.IsGet(request.Method) && !Accepts("text/event-stream") =>
                Refuse(StatusCodes.Status406NotAcceptable, JsonRpc.InvalidRequest, "Accept: expected text/event-stream."),
            _ => null,
        };

        bool Accepts(string type) => accept.Contains(type, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<IResult> PostAsync(HttpContext context, IMemoryCache sessions, SseServerOptions options)
    {
        JsonObject message;
        try
        {
            message = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return Refuse(StatusCodes.Status400BadRequest, JsonRpc.ParseError, "The body is no JSON.");
        }

        var parameters = message["params"] as JsonObject ?? [];
        var (id, method) = (message["id"], message["method"] is JsonValue value && value.TryGetValue(out string? text) ? text : null);
        if (method is null && !message.ContainsKey("result") && !message.ContainsKey("error"))
        {
            return Refuse(StatusCodes.Status400BadRequest, JsonRpc.InvalidRequest, "Expected one message of JSON-RPC 2.0.");
        }

        if (method == "initialize" && id is not null)
        {
            return Initialize(context, id, parameters["protocolVersion"]?.ToString(), sessions);
        }

        if (Find(context.Request, sessions, out var session) is { } refusal)
        {
            return refusal;
        }

        if (method is null || id is null)
        {
            session!.Accept(message);
            return TypedResults.StatusCode(StatusCodes.Status202Accepted);
        }

        var tool = parameters["name"]?.ToString() ?? "";
        return method switch
        {
            "ping" => Json(JsonRpc.Result(id, [])),
            "tools/list" => Json(JsonRpc.Result(id, McpTools.List())),
            "tools/call" when McpTools.Has(tool) => SseResults.Stream(session!.Begin(id, tool, parameters).After(""), options),
            "tools/call" => Json(JsonRpc.Error(id, JsonRpc.InvalidParams, "There is no tool of that name.")),
            _ => Json(JsonRpc.Error(id, JsonRpc.MethodNotFound, "There is no method of that name.")),
        };
    }

    private static ContentHttpResult Initialize(HttpContext context, JsonNode id, string? version, IMemoryCache sessions)
    {
        version = Versions.Contains(version) ? version! : Versions[0];
        var session = new McpSession(version);
        using (var entry = sessions.CreateEntry(session.Id))
        {
            entry.SetValue(session)
                .SetSlidingExpiration(IdleTime)
                .RegisterPostEvictionCallback((_, ended, _, _) => ((McpSession)ended!).End());
        }

        context.Response.Headers[SessionId] = session.Id;
        return Json(JsonRpc.Result(id, new()
        {
            ["protocolVersion"] = version,
            ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
            ["serverInfo"] = new JsonObject { ["name"] = "McpServer", ["version"] = "1.0.0" },
        }));
    }

    private static IResult Resume(McpSession session, string lastEventId, SseServerOptions options) =>
        (lastEventId.Length == 0 ? session.Notifications : session.Find(lastEventId)) is { } stream
            ? SseResults.Stream(stream.After(lastEventId), options)
            : Refuse(StatusCodes.Status400BadRequest, JsonRpc.InvalidRequest, "Last-Event-ID: this session has no such stream.");

    /// <returns>Why the request has no session; <see langword="null"/> if it has one.</returns>
    private static ContentHttpResult? Find(HttpRequest request, IMemoryCache sessions, out McpSession? session)
    {
        session = null;
        return request.Headers[SessionId] is not [{ } id]
            ? Refuse(StatusCodes.Status400BadRequest, JsonRpc.InvalidRequest, $"{SessionId}: the header is missing. Send initialize first.")
            : !sessions.TryGetValue(id, out session)
                ? Refuse(StatusCodes.Status404NotFound, JsonRpc.InvalidRequest, "The session has ended. Send initialize again.")
                : null;
    }

    private static ContentHttpResult Refuse(int status, int code, string message) => Json(JsonRpc.Error(null, code, message), status);

    private static ContentHttpResult Json(JsonObject message, int status = StatusCodes.Status200OK) =>
        TypedResults.Text(message.ToJsonString(), "application/json", statusCode: status);
}

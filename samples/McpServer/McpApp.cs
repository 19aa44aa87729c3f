using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpServer;

/// <summary>
/// The MCP endpoint, streamable HTTP: <see href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports"/>.
/// </summary>
internal static class McpApp
{
    public static WebApplication Create(int port, SseServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddMemoryCache().AddSingleton<McpSessions>();
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = McpHeaders.Hosts); // against DNS rebinding
        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // the program itself reports that it cannot start
        var app = builder.Build();

        app.UseHostFiltering();
        var mcp = app.MapGroup("/mcp")
            .AddEndpointFilter(async (context, next) => McpHeaders.Refusal(context.HttpContext.Request) ?? await next(context));
        mcp.MapPost("", (HttpContext context, McpSessions sessions) => PostAsync(context, sessions, options));
        mcp.MapGet("", IResult (SseSubscriber subscriber, McpSessions sessions) =>
            sessions.Find(subscriber.HttpContext.Request, out var session) ?? Resume(session, subscriber.LastEventId, options));
        mcp.MapDelete("", IResult (HttpRequest request, McpSessions sessions) =>
        {
            if (sessions.Find(request, out var session) is { } refusal)
            {
                return refusal;
            }

            sessions.End(session);
            return TypedResults.NoContent();
        });
        return app;
    }

    private static async Task<IResult> PostAsync(HttpContext context, McpSessions sessions, SseServerOptions options)
    {
        JsonRpcMessage message;
        try
        {
            message = await JsonRpcMessage.ReadAsync(context.Request.Body, context.RequestAborted);
        }
        catch (JsonRpcException error)
        {
            return McpResults.Refuse(StatusCodes.Status400BadRequest, error.Message, error.Code);
        }

        if (message is { Method: "initialize", Id: { } first })
        {
            return Initialize(context, first, message.Parameters["protocolVersion"]?.ToString(), sessions);
        }

        if (sessions.Find(context.Request, out var session) is { } refusal)
        {
            return refusal;
        }

        if (message is not { Method: { } method, Id: { } id })
        {
            session.Accept(message);
            return TypedResults.StatusCode(StatusCodes.Status202Accepted);
        }

        var tool = message.Parameters["name"]?.ToString() ?? "";
        return method switch
        {
            "ping" => McpResults.Json(JsonRpc.Result(id, [])),
            "tools/list" => McpResults.Json(JsonRpc.Result(id, McpTools.List())),
            "tools/call" when McpTools.Has(tool) => SseResults.Stream(session.Begin(id, tool, message.Parameters).After(""), options),
            "tools/call" => McpResults.Json(JsonRpc.Error(id, JsonRpc.InvalidParams, "There is no tool of that name.")),
            _ => McpResults.Json(JsonRpc.Error(id, JsonRpc.MethodNotFound, "There is no method of that name.")),
        };
    }

    private static ContentHttpResult Initialize(HttpContext context, JsonNode id, string? version, McpSessions sessions)
    {
        version = McpHeaders.Versions.Contains(version) ? version! : McpHeaders.Versions[0];
        context.Response.Headers[McpSessions.Header] = sessions.Begin(version).Id;
        return McpResults.Json(JsonRpc.Result(id, new()
        {
            ["protocolVersion"] = version,
            ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
            ["serverInfo"] = new JsonObject { ["name"] = "McpServer", ["version"] = "1.0.0" },
        }));
    }

    private static IResult Resume(McpSession session, string lastEventId, SseServerOptions options) =>
        (lastEventId.Length == 0 ? session.Notifications : session.Find(lastEventId)) is { } stream
            ? SseResults.Stream(stream.After(lastEventId), options)
            : McpResults.Refuse(StatusCodes.Status400BadRequest, "Last-Event-ID: this session has no such stream.");
}

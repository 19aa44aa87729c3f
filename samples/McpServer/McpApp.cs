using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpServer;

/// <summary>
/// The MCP endpoint, streamable HTTP: <see href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports"/>.
/// </summary>
internal static class McpApp
{
    private const int MaxBodyBytes = 1024 * 1024; // also with each character escaped, an answer that repeats it fits into a stream

    public static WebApplication Create(int port, SseServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}")
            .ConfigureKestrel(server => server.Limits.MaxRequestBodySize = MaxBodyBytes);
        builder.Services.AddMemoryCache().AddSingleton<McpSessions>();
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = McpHeaders.Hosts); // against DNS rebinding
        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // the program itself reports that it cannot start
        var app = builder.Build();

        app.UseHostFiltering();
        app.UseStatusCodePages(page => RefuseAsync(page.HttpContext)); // of the platform, without a body
        var mcp = app.MapGroup("/mcp")
            .AddEndpointFilter(async (context, next) => McpHeaders.Refusal(context.HttpContext.Request) ?? await next(context));
        mcp.MapPost("", (SseSubscriber subscriber, McpSessions sessions) => // with it, a refused call does not run
            PostAsync(subscriber.HttpContext, sessions, options));
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

    private static Task RefuseAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        return McpResults.Refuse(status, status == StatusCodes.Status400BadRequest
            ? "Last-Event-ID: it cannot contain CR, LF or NUL." // it is the only parameter
            : ReasonPhrases.GetReasonPhrase(status)).ExecuteAsync(context);
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
        catch (BadHttpRequestException error)
        {
            return McpResults.Refuse(error.StatusCode, error.Message);
        }

        if (message is { Method: "initialize", Id: { } first })
        {
            return Initialize(context, first, message.Parameters["protocolVersion"], sessions);
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

        return method switch
        {
            "ping" => McpResults.Json(JsonRpc.Result(id, [])),
            "tools/list" => McpResults.Json(JsonRpc.Result(id, McpTools.List())),
            "tools/call" when McpCall.FaultOf(message.Parameters) is { } fault => McpResults.Invalid(id, fault),
            "tools/call" => session.TryBegin(id, message.Parameters["name"]!.ToString(), message.Parameters) is { } stream
                ? Stream(session, stream, "", options)
                : McpResults.Refuse(StatusCodes.Status400BadRequest, "id: a call with this ID is running."),
            _ => McpResults.Json(JsonRpc.Error(id, JsonRpc.MethodNotFound, "There is no method of that name.")),
        };
    }

    private static ContentHttpResult Initialize(HttpContext context, JsonNode id, JsonNode? asked, McpSessions sessions)
    {
        if (asked?.GetValueKind() != JsonValueKind.String)
        {
            return McpResults.Invalid(id, "protocolVersion: expected a string.");
        }

        var version = McpHeaders.Versions.FirstOrDefault(known => known == asked.GetValue<string>(), McpHeaders.Versions[0]);
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
            ? Stream(session, stream, lastEventId, options)
            : McpResults.Refuse( // not 404, which means that the session has ended
                StatusCodes.Status400BadRequest, "Last-Event-ID: this session has nothing to resume after it. Send the request again.");

    private static SseStreamResult Stream(McpSession session, McpStream stream, string lastEventId, SseServerOptions options) =>
        SseResults.Stream(stream.After(lastEventId), options with
        {
            MaxConnectionAge = session.Polls ? options.MaxConnectionAge : null,
            RunsOnAtShutdown = stream != session.Notifications, // calls are in memory: after a restart no client can resume one
        });
}

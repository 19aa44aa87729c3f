using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmClient;

/// <summary>
/// Serves both APIs on 127.0.0.1. The model name selects the behavior: <see cref="Busy"/> is refused with 429, <see cref="Cut"/> ends the
/// response in the middle of a token, any other name answers.
/// </summary>
internal sealed class LlmServer : IAsyncDisposable
{
    public const string Fluent = "fluent";
    public const string Busy = "busy";
    public const string Cut = "cut";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly WebApplication _app;
    private int _requests;

    private LlmServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    public int Requests => _requests;

    public static async Task<LlmServer> StartAsync()
    {
        var server = new LlmServer();
        await server._app.StartAsync();
        return server;
    }

    public Uri UrlOf(LlmApi api) => new(new Uri(_app.Urls.Single()), api == LlmApi.Chat ? "/v1/chat/completions" : "/v1/messages");

    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(timeout.Token);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var request = await JsonSerializer.DeserializeAsync(context.Request.Body, LlmJson.Default.ChatRequest, context.RequestAborted);
        if (request!.Model == Busy)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.ContentType = "application/json";
            context.Response.Headers.RetryAfter = "20";
            await context.Response.WriteAsync(ScriptedStreams.ErrorBody, context.RequestAborted);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        var events = context.Request.Path == "/v1/messages" ? ScriptedStreams.Messages(request) : ScriptedStreams.Chat(request);
        var cut = int.MaxValue;
        if (request.Model == Cut)
        {
            cut = ScriptedStreams.CutAfter;
            context.Response.ContentLength = int.MaxValue; // more than is sent, so that the response ends prematurely
        }

        foreach (var (text, index) in events.Select((text, index) => (text, index)))
        {
            if (index == cut)
            {
                await SendAsync(text[..(text.Length / 2)]);
                return;
            }

            await SendAsync(text);
        }

        async Task SendAsync(string text)
        {
            await context.Response.WriteAsync(text, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Pace, context.RequestAborted);
        }
    }
}

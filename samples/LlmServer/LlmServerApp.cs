using System.IO.Pipelines;
using System.Text.Json.Serialization;
using LlmServer.Apis;
using LlmServer.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace LlmServer;

/// <summary>One model, an <see cref="IChatClient"/>, with four APIs.</summary>
public static partial class LlmServerApp
{
    /// <summary>Builds the server.</summary>
    /// <param name="args">Settings, as on the command line.</param>
    /// <param name="model">Creates the model. Default: the scripted one.</param>
    /// <exception cref="FormatException">A setting is invalid. The message names it.</exception>
    public static WebApplication Create(string[] args, Func<IServiceProvider, IChatClient>? model = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        if (builder.Configuration["urls"] is null)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:5082");
        }

        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("LlmServer", LogLevel.Information)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // the program itself reports that it cannot start
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Services.AddSingleton(model ?? (services => ActivatorUtilities.CreateInstance<ScriptedModel>(services)));
        AddServices(builder.Services, new LlmServerSettings(builder.Configuration));

        var app = builder.Build();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = error => ApiError.Of(error).Status,
            SuppressDiagnosticsCallback = context => IsNoFault(context.Exception, app.Logger),
        });
        app.UseStatusCodePages(); // 404, 405 and 415 have the form of the API too
        app.Use(RefuseUnknownCharset);
        app.Use(RefuseCutBodyAsync);
        app.MapChatCompletions();
        app.MapResponses();
        app.MapMessages();
        app.MapUiMessages();
        return app;
    }

    /// <summary>Whether an exception is none of this server: the client is wrong, or the model fails, which is a line in the log.</summary>
    private static bool IsNoFault(Exception error, ILogger logger)
    {
        if (error is ModelException model)
        {
            ModelFailed(logger, model.Status, model.Message);
            return true;
        }

        return ApiError.Of(error).Status < StatusCodes.Status500InternalServerError;
    }

    [LoggerMessage(LogLevel.Warning, "The model gave no answer ({Status}): {Reason}")]
    private static partial void ModelFailed(ILogger logger, int status, string reason);

    /// <summary>The platform takes JSON in an encoding that it does not know for a failure of the server.</summary>
    private static Task RefuseUnknownCharset(HttpContext context, RequestDelegate next) =>
        MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && type is { Charset.HasValue: true, Encoding: null }
            ? throw new BadHttpRequestException("", StatusCodes.Status415UnsupportedMediaType)
            : next(context);

    /// <summary>
    /// Reads the body, which the endpoint then parses. When the server stops, Kestrel cancels the read of a body that is on its way; the
    /// platform's JSON would take that for a failure of the server.
    /// </summary>
    private static async Task RefuseCutBodyAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Request.BodyReader;
        ReadResult read;
        do
        {
            read = await body.ReadAsync(context.RequestAborted);
            body.AdvanceTo(read.Buffer.Start, read.IsCompleted ? read.Buffer.Start : read.Buffer.End);
        }
        while (read is { IsCompleted: false, IsCanceled: false });

        if (read.IsCanceled)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "5";
            return;
        }

        await next(context);
    }

    private static void AddServices(IServiceCollection services, LlmServerSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(StreamOptions(settings));
        services.AddSingleton<RunningAnswers>();
        services.AddSingleton(new StoredItems(TimeProvider.System));

        // Every answer that is not a stream has the form of its API: also 400 for a body that is not JSON, and 503 while the server stops.
        services.AddSingleton<IProblemDetailsWriter, ApiErrorWriter>();
        services.AddProblemDetails();
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, LlmServerJson.Default);
            json.SerializerOptions.PropertyNamingPolicy = LlmServerJson.Default.Options.PropertyNamingPolicy;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict; // no numbers in strings, as OpenAI
            json.SerializerOptions.Encoder = LlmServerJson.Readable.Options.Encoder;
        });
    }

    /// <summary>What all streams have in common.</summary>
    private static SseServerOptions StreamOptions(LlmServerSettings settings) => new()
    {
        HeartbeatInterval = settings.HeartbeatInterval,
        ReconnectionTime = settings.ReconnectionTime,
        WriteTimeout = settings.WriteTimeout,
    };
}

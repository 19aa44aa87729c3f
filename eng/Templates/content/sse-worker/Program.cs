using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Sse.Reactive;
using SseWorker;

var builder = Host.CreateApplicationBuilder(args);

// The position is saved in a file: after a restart, the client resumes after the last event that was done.
builder.Services.AddSingleton<ISseCheckpointStore>(new SseFileCheckpointStore(builder.Configuration["Checkpoint"] ?? "prices.checkpoint"));
builder.Services.AddSseClient(PriceConsumer.Feed, builder.Configuration.GetSection("Feeds:prices")) // appsettings.json
    .Configure((services, client) => client.Options = client.Options with
    {
        CheckpointStore = services.GetRequiredService<ISseCheckpointStore>(),
    });
builder.Services.AddHostedService<PriceConsumer>();

// Traces and metrics on the console. In production, use another exporter of OpenTelemetry.
builder.Services.AddOpenTelemetry()
    .WithTracing(traces => traces.AddSource(SseTelemetry.ActivitySourceName).AddConsoleExporter())
    .WithMetrics(metrics => metrics.AddMeter(SseTelemetry.MeterName)
        .AddConsoleExporter((_, reader) => reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 60_000));

await builder.Build().RunAsync();
return Environment.ExitCode;

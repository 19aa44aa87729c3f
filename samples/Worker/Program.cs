using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Worker;

// A service that processes each event of a stream at least once:
//   Worker --Feeds:orders:Uri=http://127.0.0.1:5081/changes --Checkpoint=orders.checkpoint
// Traces and metrics on the console: --Telemetry:Console=true. For Prometheus, on a port: --Telemetry:PrometheusPort=9464
// To a collector: OTEL_EXPORTER_OTLP_ENDPOINT and the other variables of OpenTelemetry.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton<ISseCheckpointStore>(services =>
    new SseFileCheckpointStore(services.GetRequiredService<IConfiguration>()["Checkpoint"] ?? "orders.checkpoint")
    {
        LockTimeout = TimeSpan.FromMinutes(1), // in a rolling restart, until the previous instance has stopped
    });
builder.Services.AddSseClient(OrderConsumer.Feed, builder.Configuration.GetSection("Feeds:orders"))
    .Configure((services, client) => client.Options = client.Options with
    {
        CheckpointStore = services.GetRequiredService<ISseCheckpointStore>(),
    });
builder.Services.AddHostedService<OrderConsumer>();
builder.AddTelemetry();

try
{
    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
catch (OptionsValidationException invalid)
{
    Console.Error.WriteLine(invalid.Message);
    return 1;
}

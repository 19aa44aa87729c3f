using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Worker;

/// <summary>The client's traces and metrics, over OpenTelemetry. Without a setting, nothing is exported.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this HostApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Telemetry");
        var isOnConsole = settings.GetValue<bool>("Console");
        var port = settings.GetValue<int?>("PrometheusPort"); // where Prometheus reads /metrics
        var hasCollector = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not null; // the standard's own name, which Aspire sets
        if (!isOnConsole && port is null && !hasCollector)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter(SseTelemetry.MeterName);
            if (isOnConsole)
            {
                metrics.AddConsoleExporter((_, reader) => reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 10_000);
            }

            if (port is { } number)
            {
                metrics.AddPrometheusHttpListener(options => (options.Host, options.Port) = ("127.0.0.1", number));
            }
        });
        if (isOnConsole || hasCollector)
        {
            telemetry.WithTracing(traces => traces.AddSource(SseTelemetry.ActivitySourceName));
        }

        if (isOnConsole)
        {
            telemetry.WithTracing(traces => traces.AddConsoleExporter());
        }

        if (hasCollector)
        {
            telemetry.UseOtlpExporter();
        }
    }
}

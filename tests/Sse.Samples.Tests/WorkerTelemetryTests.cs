using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The worker's metrics and traces, as OpenTelemetry exports them.</summary>
public partial class WorkerTelemetryTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("sse-worker-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Prometheus_reads_every_metric_of_the_Grafana_dashboard()
    {
        await using var server = await StartServerAsync();
        var port = FreePort.Next();
        using var worker = Start(server.Uri, $"--Telemetry:PrometheusPort={port}");
        await worker.WaitForOutputAsync("Order 2 is processed");

        using var http = new HttpClient();
        var metrics = await http.GetStringAsync($"http://127.0.0.1:{port}/metrics");

        var used = MetricName().Matches(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "samples/Worker/grafana.json")))
            .Select(match => match.Value).Distinct().ToList();
        Assert.That(used, Has.Count.EqualTo(6));
        Assert.That(used, Is.All.Matches<string>(name => Regex.IsMatch(metrics, $@"(?m)^{name}\{{")), metrics);
        Assert.That(metrics, Does.Contain("server_address=").And.Contain("error_type="));
    }

    [Test]
    public async Task The_console_shows_the_trace_of_each_connection()
    {
        await using var server = await StartServerAsync();
        using var worker = Start(server.Uri, "--Telemetry:Console=true");

        await worker.WaitForMatchAsync(@"Activity\.DisplayName: +sse\.connection");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_collector_receives_traces_metrics_and_logs()
    {
        var paths = new ConcurrentDictionary<string, bool>();
        await using var collector = await EventServer.StartAsync(context =>
        {
            paths.TryAdd(context.Request.Path, true);
            return Task.CompletedTask;
        });
        await using var server = await StartServerAsync();
        using var worker = Start(
            server.Uri, $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Uri}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
        await worker.WaitForOutputAsync("Order 2 is processed");

        worker.Interrupt(); // it exports the rest

        await worker.WaitForExitAsync();
        Assert.That(paths.Keys, Is.EquivalentTo(new[] { "/v1/logs", "/v1/metrics", "/v1/traces" }));
    }

    private Sample Start(Uri uri, params string[] settings) =>
        Sample.Start("Worker", [$"--Feeds:orders:Uri={uri}", $"--Checkpoint={Path.Combine(_folder, "checkpoint")}", .. settings]);

    /// <summary>The first connection ends after an event, and the second one stays open.</summary>
    private static Task<EventServer> StartServerAsync() => EventServer.StartAsync(async context =>
    {
        if (context.Request.Headers["Last-Event-ID"].Count == 0)
        {
            await EventServer.SendAsync(context.Response, "retry: 1\nid: 1\ndata: a\n\n");
            return;
        }

        await EventServer.SendAsync(context.Response, "id: 2\ndata: b\n\n");
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    });

    [GeneratedRegex("sse_client_[a-z_]+")]
    private static partial Regex MetricName();
}

using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cluster;

/// <summary>Publishes a number every 250 ms, for the pages of all nodes.</summary>
internal sealed partial class Ticker(string node, ISseTopic topic, ILogger<Ticker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        for (var number = 1; await timer.WaitForNextTickAsync(stoppingToken);)
        {
            try
            {
                var json = JsonSerializer.Serialize(new Tick(node, number), ClusterJson.Default.Tick);
                await topic.PublishAsync(new SseEvent(json, "tick"), cancellationToken: stoppingToken);
                number++;
            }
            catch (SseStoreException error) // the same number is published again: at least once
            {
                NotPublished(logger, number, error.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Number {Number} is not confirmed, and is published again. {Error}")]
    private static partial void NotPublished(ILogger logger, int number, string error);
}

using Sse.Protocol;
using Sse.Reactive;
using Sse.Reactive.DependencyInjection;

namespace SseWorker;

/// <summary>Processes each event at least once. When the host stops, it finishes what it has begun.</summary>
internal sealed class PriceConsumer(
    [FromKeyedServices(PriceConsumer.Feed)] SseClient prices,
    ISseCheckpointStore store,
    IHostApplicationLifetime application,
    ILogger<PriceConsumer> logger)
    : BackgroundService
{
    public const string Feed = "prices";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var done = prices.ReadAllAsync()
                .TakeUntil(stoppingToken) // no further event is read, and work that has begun is finished
                .SelectConcurrent(4, ProcessAsync)
                .CheckpointTo(store); // after the work
            await foreach (var _ in done)
            {
            }
        }
        catch (Exception error)
        {
            logger.LogCritical(error, "The stream has failed, and the service stops.");
            Environment.ExitCode = 1; // so that the service manager restarts it
        }

        application.StopApplication(); // also when the server has ended the stream
    }

    /// <summary>Your work. It may run twice for one event: after a crash, what was not yet saved comes again.</summary>
    private async ValueTask<SseEvent> ProcessAsync(SseEvent price, CancellationToken cancellationToken)
    {
        await Task.Delay(10, cancellationToken);
        logger.LogInformation("Event {Id} is processed: {Data}", price.LastEventId, price.Data);
        return price;
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Worker;

/// <summary>
/// Processes events, several at a time, and saves the ID up to which all are done. When the host stops, it finishes what it has begun.
/// </summary>
internal sealed partial class OrderConsumer(
    [FromKeyedServices(OrderConsumer.Feed)] SseClient orders,
    ISseCheckpointStore store,
    IHostApplicationLifetime application,
    ILogger<OrderConsumer> logger)
    : BackgroundService
{
    public const string Feed = "orders";

    private const int MaxConcurrency = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var done = orders.ReadAllAsync()
                .TakeUntil(stoppingToken) // no further event is read, and work that has begun is finished
                .SelectConcurrent(MaxConcurrency, ProcessAsync)
                .CheckpointTo(store);
            await foreach (var _ in done)
            {
            }
        }
        catch (Exception error)
        {
            LogFailed(logger, error);
            Environment.ExitCode = 1; // so that the service manager restarts it
        }

        application.StopApplication(); // also when the server has ended the stream
    }

    /// <summary>The work, which takes a while. It may run twice for one event: after a crash, what was not yet saved comes again.</summary>
    private static async ValueTask<SseEvent> ProcessAsync(SseEvent order, CancellationToken cancellationToken)
    {
        await Task.Delay(Random.Shared.Next(20), cancellationToken);
        Console.WriteLine($"Order {order.LastEventId} is processed: {order.Data}");
        return order;
    }

    [LoggerMessage(1, LogLevel.Critical, "The stream of orders has failed, and the service stops.", EventName = "Failed")]
    private static partial void LogFailed(ILogger logger, Exception error);
}

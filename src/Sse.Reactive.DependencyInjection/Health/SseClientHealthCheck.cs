using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Checks the running subscriptions of a named client. The one that has been without success for longest decides.</summary>
internal sealed class SseClientHealthCheck(ISseClientFactory clients, string client, TimeSpan degradedAfter, TimeSpan unhealthyAfter)
    : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check(clients.CreateClient(client).Options.Sessions!));

    private HealthCheckResult Check(LiveSessions subscriptions)
    {
        var count = 0;
        var open = 0;
        var downFor = TimeSpan.Zero;
        TimeSpan? sinceLastEvent = null;
        foreach (var session in subscriptions.All)
        {
            count++;
            open += session.IsOpen ? 1 : 0;
            downFor = Longer(downFor, session.DownFor);
            sinceLastEvent = Longer(sinceLastEvent ?? TimeSpan.Zero, session.SinceLastEvent);
        }

        var data = new Dictionary<string, object> { ["subscriptions"] = count, ["open"] = open, ["downFor"] = downFor };
        if (sinceLastEvent is { } time)
        {
            data["sinceLastEvent"] = time;
        }

        return count == 0 && subscriptions.Failure is { } failure
            ? HealthCheckResult.Unhealthy(
                $"The latest subscription of the SSE client '{client}' has failed. {FailureText.Describe(failure)}",
                FailureText.WithoutBody(failure), // the health check service logs it
                data)
            : downFor > unhealthyAfter ? HealthCheckResult.Unhealthy(Down(downFor), data: data)
            : downFor > degradedAfter ? HealthCheckResult.Degraded(Down(downFor), data: data)
            : HealthCheckResult.Healthy(count == 0 ? $"The SSE client '{client}' has no subscription." : null, data);
    }

    private string Down(TimeSpan time) => $"The SSE client '{client}' has had no working connection for {time:c}.";

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

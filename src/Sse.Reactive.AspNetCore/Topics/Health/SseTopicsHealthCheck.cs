using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sse.Reactive.AspNetCore;

/// <summary>Checks whether the store of topics answers to this node.</summary>
internal sealed class SseTopicsHealthCheck(ISseTopics topics, TimeSpan unhealthyAfter) : IHealthCheck
{
    private const string Effect = "Streams stay open, but publishing fails.";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        topics is SseSharedTopics shared
            ? CheckAsync(shared, cancellationToken)
            : Task.FromResult(HealthCheckResult.Healthy(
                "The topics are not in a store.", new Dictionary<string, object> { ["topics"] = topics.Names.Count }));

    private async Task<HealthCheckResult> CheckAsync(SseSharedTopics shared, CancellationToken cancellationToken)
    {
        var store = shared.Store.Name;
        try
        {
            var time = await shared.ProbeAsync(cancellationToken).ConfigureAwait(false);
            var data = new Dictionary<string, object>(shared.Describe()) { ["responseTime"] = time };
            var troubles = shared.Failures
                .Select(f => $"this node could not {f.Work} for {f.Time:c}: {f.Error.Message.TrimEnd('.')}")
                .ToList();
            if (data["failingTopics"] is int and > 0)
            {
                troubles.Insert(0, $"{data["failingTopics"]} topics could not be read");
            }

            return troubles.Count > 0
                ? HealthCheckResult.Degraded($"{store} answers, but {string.Join("; ", troubles)}.", data: data)
                : HealthCheckResult.Healthy($"{store} answers.", data);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var time = shared.StoreFailure?.Time ?? TimeSpan.Zero;
            var data = new Dictionary<string, object>(shared.Describe()) { ["failingFor"] = time };
            return error is SseStoreSetupException
                ? HealthCheckResult.Unhealthy($"{store} is not set up: {error.Message}", error, data)
                : time >= unhealthyAfter
                ? HealthCheckResult.Unhealthy($"{store} has not answered for {time:c}. {Effect}", error, data)
                : HealthCheckResult.Degraded($"{store} does not answer. {Effect}", error, data);
        }
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sse;
using Sse.Reactive.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of topics.</summary>
public static class SseTopicsHealthChecksBuilderExtensions
{
    private static readonly TimeSpan DefaultUnhealthyAfter = TimeSpan.FromSeconds(30);

    /// <summary>Checks whether the store of topics that <c>AddSseTopics</c> has registered answers to this node.</summary>
    /// <remarks>
    /// <para>The check sends one request, the same as the node's poll for news. If it fails, the topics are degraded, and unhealthy once
    /// nothing has succeeded for a while; at once if the engine is not set up (<see cref="SseStoreSetupException"/>). If it is answered,
    /// they are healthy, or degraded if a topic could not be read and is read again, if the node's latest publish failed, less than 5 min
    /// ago, or if work of the store's own fails, such as removing old events (<see cref="ISseStore.Failures"/>). Topics in memory are
    /// healthy.</para>
    /// <para>While the store does not answer, streams stay open and continue afterwards. So use the check to raise an alarm or to direct
    /// publishers to other nodes, and not to restart the node, which would end its streams.</para>
    /// <para>The data of the result: <c>store</c>, <c>topics</c> (those in use on this node), <c>subscribers</c>, <c>failingTopics</c>,
    /// <c>waitingPublishes</c> (events that wait for the store), and <c>responseTime</c> or <c>failingFor</c>.</para>
    /// </remarks>
    /// <param name="builder">The health checks.</param>
    /// <param name="topics">The name with which the topics are registered. Default: <see langword="null"/>, those without a name.</param>
    /// <param name="name">The name of the check. Default: <c>sse-topics</c>, or <c>sse-topics-TOPICS</c>.</param>
    /// <param name="unhealthyAfter">
    /// How long requests must have failed, without a success, until the topics are unhealthy. Default: 30 s.
    /// </param>
    /// <param name="tags">The tags of the check. Default: none.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or longer than 49 days.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddSseTopics(); // and a store
    /// builder.Services.AddHealthChecks().AddSseTopics();
    /// // ...
    /// app.MapHealthChecks("/health");
    /// </code>
    /// </example>
    public static IHealthChecksBuilder AddSseTopics(
        this IHealthChecksBuilder builder,
        string? topics = null,
        string? name = null,
        TimeSpan? unhealthyAfter = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var time = TimerDuration.NotNegative(unhealthyAfter ?? DefaultUnhealthyAfter, nameof(unhealthyAfter));
        return builder.Add(new(
            name ?? (topics is null ? "sse-topics" : $"sse-topics-{topics}"),
            services => new SseTopicsHealthCheck(
                topics is null ? services.GetRequiredService<ISseTopics>() : services.GetRequiredKeyedService<ISseTopics>(topics), time),
            failureStatus: null,
            tags));
    }
}

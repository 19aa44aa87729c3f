using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sse;
using Sse.Reactive;
using Sse.Reactive.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of named clients.</summary>
public static class SseHealthChecksBuilderExtensions
{
    private static readonly TimeSpan DefaultDegradedAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultUnhealthyAfter = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Checks the subscriptions of a client that <c>AddSseClient</c> has registered: how long each has been without a connection that
    /// works.
    /// </summary>
    /// <remarks>
    /// <para>A connection works once it has moved the last event ID, or has stayed open for <see cref="SseOptions.BackoffResetAfter"/>. The
    /// time without one is the same as <see cref="SseReconnectContext.Downtime"/>, and starts with the subscription. The subscription that
    /// has been down for longest decides. Without a subscription the client is healthy, unless the latest one has failed: then it is
    /// unhealthy, with the text of its error. The result has the exception too, unless that contains the body of a refusal, which may
    /// repeat secrets of the request. A subscription that a subscriber ends has not failed, not even by an exception of its own.</para>
    /// <para>The data of the result: <c>subscriptions</c>, <c>open</c> (how many have an open stream), <c>downFor</c> and
    /// <c>sinceLastEvent</c> (the longest of each).</para>
    /// </remarks>
    /// <param name="builder">The health checks.</param>
    /// <param name="client">The name of the client.</param>
    /// <param name="name">The name of the check. Default: <c>sse-CLIENT</c>.</param>
    /// <param name="degradedAfter">The time without a working connection after which the client is degraded. Default: 30 s.</param>
    /// <param name="unhealthyAfter">The time after which it is unhealthy. Default: 5 min.</param>
    /// <param name="tags">The tags of the check. Default: none.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative or longer than 49 days.</exception>
    /// <example>
    /// <code>
    /// services.AddSseClient("feed", configuration.GetSection("Feeds:feed"));
    /// services.AddHealthChecks().AddSseClient("feed", unhealthyAfter: TimeSpan.FromMinutes(2));
    /// </code>
    /// </example>
    public static IHealthChecksBuilder AddSseClient(
        this IHealthChecksBuilder builder,
        string client,
        string? name = null,
        TimeSpan? degradedAfter = null,
        TimeSpan? unhealthyAfter = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(client);
        var degraded = TimerDuration.NotNegative(degradedAfter ?? DefaultDegradedAfter, nameof(degradedAfter));
        var unhealthy = TimerDuration.NotNegative(unhealthyAfter ?? DefaultUnhealthyAfter, nameof(unhealthyAfter));
        return builder.Add(new(
            name ?? $"sse-{client}",
            services => new SseClientHealthCheck(services.GetRequiredService<ISseClientFactory>(), client, degraded, unhealthy),
            failureStatus: null,
            tags));
    }
}

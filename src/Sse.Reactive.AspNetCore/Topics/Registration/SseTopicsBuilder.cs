using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore;

internal sealed class SseTopicsBuilder(IServiceCollection services, string? name) : ISseTopicsBuilder
{
    public IServiceCollection Services => services;

    public string? Name => name;

    /// <summary>Creates the topics.</summary>
    public Func<IServiceProvider, ISseTopics> Create { get; private set; } = static _ => new SseTopics();

    public ISseTopicsBuilder Use(Func<IServiceProvider, ISseTopics> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        Create = topics;
        return this;
    }
}

using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore;

/// <summary>Chooses where the topics of <c>AddSseTopics</c> are held. Default: in the memory of this process.</summary>
/// <remarks>The last choice applies.</remarks>
public interface ISseTopicsBuilder
{
    /// <summary>The services of the application.</summary>
    IServiceCollection Services { get; }

    /// <summary>The name under which the topics are registered; <see langword="null"/> for those without a name.</summary>
    string? Name { get; }

    /// <summary>Chooses topics of any kind.</summary>
    /// <param name="topics">Creates the topics, once. The container disposes of them.</param>
    /// <returns>The same builder.</returns>
    ISseTopicsBuilder Use(Func<IServiceProvider, ISseTopics> topics);
}

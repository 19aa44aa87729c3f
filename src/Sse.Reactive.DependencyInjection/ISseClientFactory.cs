using Microsoft.Extensions.Options;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Gives the clients that <c>AddSseClient</c> has registered, where their names are not known before the program runs.</summary>
public interface ISseClientFactory
{
    /// <summary>Gives the client of a name. Cheap, and thread-safe.</summary>
    /// <param name="name">The name that <c>AddSseClient</c> was given.</param>
    /// <returns>The client.</returns>
    /// <exception cref="InvalidOperationException">No client has this name.</exception>
    /// <exception cref="OptionsValidationException">Its options are not valid; the message says which.</exception>
    SseClient CreateClient(string name);
}

using Microsoft.Extensions.Options;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Returns the clients that <c>AddSseClient</c> has registered, by a name that is known only at run time.</summary>
/// <remarks>For a name that is known at compile time, inject <c>[FromKeyedServices("name")] SseClient</c>.</remarks>
public interface ISseClientFactory
{
    /// <summary>Returns the client with a name. Thread-safe; options are read on the first call only.</summary>
    /// <param name="name">The name that was passed to <c>AddSseClient</c>.</param>
    /// <returns>The client.</returns>
    /// <exception cref="InvalidOperationException">No client has this name.</exception>
    /// <exception cref="OptionsValidationException">The client's options are invalid. The message names each invalid key.</exception>
    SseClient CreateClient(string name);
}

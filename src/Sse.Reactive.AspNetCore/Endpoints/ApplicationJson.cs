using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sse.Reactive.AspNetCore;

/// <summary>JSON as the application has configured it for minimal APIs, with <c>ConfigureHttpJsonOptions</c>.</summary>
internal static class ApplicationJson
{
    /// <summary>How values of a type are serialized. It asks the options' resolver, and so is safe for trimming and native AOT.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="services">The services of the application or of a request.</param>
    /// <exception cref="InvalidOperationException">The application's options cannot serialize the type.</exception>
    public static JsonTypeInfo<T> TypeInfo<T>(IServiceProvider? services)
    {
        var options = (services?.GetService<IOptions<JsonOptions>>()?.Value ?? new()).SerializerOptions;
        try
        {
            options.MakeReadOnly(); // as the platform does: from here on, it caches what it knows of each type
            return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        }
        catch (Exception error) when (error is NotSupportedException or InvalidOperationException)
        {
            throw new InvalidOperationException(
                $"The application's JSON options cannot serialize {typeof(T)}. Add a source-generated context in ConfigureHttpJsonOptions "
                + "(SerializerOptions.TypeInfoResolverChain), or pass a JsonTypeInfo. " + error.Message,
                error);
        }
    }
}

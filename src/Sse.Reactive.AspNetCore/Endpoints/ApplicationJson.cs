using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;
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
        var options = Options(services);
        try
        {
            options.MakeReadOnly(); // as the platform does: from here on, it caches what it knows of each type
            var typeInfo = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
            return !IsRefused(typeInfo, options)
                ? typeInfo
                : throw new NotSupportedException("System.Text.Json itself refuses its values: add a converter, or send another type.");
        }
        catch (Exception error) when (error is NotSupportedException or InvalidOperationException)
        {
            throw new InvalidOperationException(
                $"The application's JSON options cannot serialize {typeof(T)}. Add a source-generated context in ConfigureHttpJsonOptions "
                + "(SerializerOptions.TypeInfoResolverChain), or pass a JsonTypeInfo. " + error.Message,
                error);
        }
    }

    /// <summary>Whether the application's options can serialize a type, and so OpenAPI can describe it.</summary>
    public static bool Knows(Type type, IServiceProvider? services)
    {
        try
        {
            return Options(services).TryGetTypeInfo(type, out _);
        }
        catch (Exception error) when (error is NotSupportedException or InvalidOperationException)
        {
            return false; // such as attributes that contradict each other: the stream may have type information of its own
        }
    }

    private static JsonSerializerOptions Options(IServiceProvider? services) =>
        (services?.GetService<IOptions<JsonOptions>>()?.Value ?? new()).SerializerOptions;

    /// <summary>
    /// Whether the serializer's own converter refuses every value: it has information of such a type, and throws for its first value.
    /// Arrays and nullable values have those that contain nothing else.
    /// </summary>
    private static bool IsRefused(JsonTypeInfo typeInfo, JsonSerializerOptions options)
    {
        var type = typeInfo.Type;
        return typeInfo.Converter.GetType().Assembly == typeof(JsonSerializer).Assembly
            && (typeof(MemberInfo).IsAssignableFrom(type)
                || typeof(Delegate).IsAssignableFrom(type)
                || type == typeof(nint) || type == typeof(nuint) || type == typeof(SerializationInfo)
                || (type.IsArray && type.GetArrayRank() > 1)
                || ((Nullable.GetUnderlyingType(type) ?? type.GetElementType()) is { } inner
                    && options.TryGetTypeInfo(inner, out var info) && IsRefused(info, options)));
    }
}

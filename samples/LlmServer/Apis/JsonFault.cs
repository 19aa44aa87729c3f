using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace LlmServer.Apis;

/// <summary>
/// What is wrong with the JSON of a request, in the terms of JSON: where, and what was expected there. The platform's messages name types
/// of C#.
/// </summary>
internal static partial class JsonFault
{
    /// <param name="error">The platform's error.</param>
    /// <param name="body">The type of the request's body.</param>
    public static string Describe(JsonException error, Type body) => error.InnerException is JsonException || error.Path is null
        ? $"It is not valid JSON: see line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}."
        : Describe(error.Path, body);

    /// <summary>The parameter that is invalid, as OpenAI names it, such as <c>messages[0].role</c>.</summary>
    /// <returns><see langword="null"/> if it is the whole body.</returns>
    public static string? ParameterOf(JsonException error) =>
        error.InnerException is not JsonException && error.Path is { } path && NameOf(path) is { Length: > 0 } name ? name : null;

    /// <summary>What was expected at a path, such as <c>$.messages[0]</c>.</summary>
    public static string Describe(string path, Type body)
    {
        var where = NameOf(path);
        return $"{(where.Length > 0 ? where : "The body")}: expected {NameOf(TypeAt(path, LlmServerJson.Default.GetTypeInfo(body)))}.";
    }

    private static string NameOf(string path) => path.TrimStart('$').TrimStart('.');

    private static JsonTypeInfo? TypeAt(string path, JsonTypeInfo? body) => Steps().Matches(path).Aggregate(body, (parent, step) =>
    {
        var property = step.Groups["name"].Value;
        var type = property.Length == 0
            ? parent?.ElementType
            : parent?.Properties.FirstOrDefault(p => p.Name.Equals(property, StringComparison.OrdinalIgnoreCase))?.PropertyType;
        return type is null ? null : LlmServerJson.Default.GetTypeInfo(type);
    });

    private static string NameOf(JsonTypeInfo? type) => type switch
    {
        { Kind: JsonTypeInfoKind.Object } => "an object" + With(type.Properties
            .Where(property => property.AssociatedParameter is { HasDefaultValue: false })
            .Select(property => $"'{property.Name}'")),
        { Kind: JsonTypeInfoKind.Enumerable } => "an array",
        not null when type.Type == typeof(string) => "a string of valid Unicode",
        not null when type.Type == typeof(bool?) => "true or false",
        not null when type.Type == typeof(int?) || type.Type == typeof(long?) => "a whole number",
        not null when type.Type == typeof(float?) => "a number",
        _ => "another value",
    };

    private static string With(IEnumerable<string> names) => string.Join(" and ", names) is { Length: > 0 } list ? $" with {list}" : "";

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\['(?<name>.+?)'\]|\[\d+\]")]
    private static partial Regex Steps();
}

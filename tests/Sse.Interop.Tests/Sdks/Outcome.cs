using System.Text.Json;

namespace Sse.Interop.Tests.Sdks;

/// <summary>What an SDK made of an answer.</summary>
/// <param name="Text">The text that it delivered; only the start of a long one.</param>
/// <param name="Error">The error that it reported: its type and its message.</param>
/// <param name="End">Why the answer ended, as the model says: <c>stop</c>, for example.</param>
internal sealed record Outcome(string Text, string? Error, string? End)
{
    /// <summary>The name under which a script reports a promise that was rejected and not handled.</summary>
    public const string Unhandled = "unhandled";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads the output of a script: one line of JSON for each answer.</summary>
    public static IReadOnlyDictionary<string, Outcome> ReadAll(string output) =>
        output.Split('\n').Where(line => line.StartsWith("[\"", StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<JsonElement[]>(line)!)
            .GroupBy(line => line[0].GetString()!, line => line[1].Deserialize<Outcome>(Json)!).ToDictionary(g => g.Key, g => g.First());
}

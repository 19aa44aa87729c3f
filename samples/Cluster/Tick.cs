using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cluster;

/// <summary>What the page receives.</summary>
/// <param name="By">The node that has published it.</param>
/// <param name="Number">Its number among those of that node, from 1.</param>
/// <param name="Via">The node that has sent it to the page.</param>
internal sealed record Tick(string By, int Number, string? Via = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Tick))]
internal sealed partial class ClusterJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Dashboard;

internal sealed record PriceData(long At, double Price);

internal sealed record BuildData(long At, string Name, long Number, int Percent, string State);

internal sealed record ChatData(long At, string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PriceData))]
[JsonSerializable(typeof(BuildData))]
[JsonSerializable(typeof(ChatData))]
internal sealed partial class DashboardJson : JsonSerializerContext;

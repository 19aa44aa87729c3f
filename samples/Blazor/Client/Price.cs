using System.Text.Json.Serialization;

namespace Blazor.Client;

/// <summary>The data of an event of type <c>price</c>.</summary>
public sealed record Price(string Symbol, decimal Value);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Price))]
public sealed partial class PriceJson : JsonSerializerContext;

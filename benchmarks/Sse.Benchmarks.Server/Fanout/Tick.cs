using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sse.Benchmarks.Server;

/// <summary>The data of an event: about 110 bytes of JSON.</summary>
internal sealed record Tick(int Number, string Symbol, decimal Bid, decimal Ask, long Volume, DateTimeOffset At)
{
    /// <summary>Occurs once in each event, and nowhere else.</summary>
    public const byte Mark = (byte)'~';

    public static Tick Of(int number) =>
        new(number, "EUR~USD", 1.0842m + number, 1.0844m + number, 1_000_000L + number, DateTimeOffset.UnixEpoch.AddSeconds(number));

    public static string Json(int number) => JsonSerializer.Serialize(Of(number), TickJson.Default.Tick);

    /// <summary>The data as a ready string.</summary>
    public static string Text(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"{number}: EUR~USD bid {1.0842 + number} ask {1.0844 + number}, volume {1_000_000 + number}, "
        + $"as of a moment before this line was written");
}

[JsonSerializable(typeof(Tick))]
internal sealed partial class TickJson : JsonSerializerContext;

namespace Sse.Fuzz.Tests;

/// <summary>A law on the bytes of an input. It throws if the law does not hold.</summary>
internal delegate void FuzzTarget(ReadOnlySpan<byte> input);

/// <summary>The targets by name.</summary>
internal static class Targets
{
    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } = new Dictionary<string, FuzzTarget>
    {
        ["decoder"] = DecoderTarget.Run,
        ["encoder"] = EncoderTarget.Run,
        ["content-type"] = ContentTypeTarget.Run,
        ["retry-after"] = RetryAfterTarget.Run,
        ["checkpoint"] = CheckpointTarget.Run,
        ["marbles"] = MarbleTarget.Run,
        ["configuration"] = ConfigurationTarget.Run,
        ["store"] = StoreTarget.Run,
    };
}

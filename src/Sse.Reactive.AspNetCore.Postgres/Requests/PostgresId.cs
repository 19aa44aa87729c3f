using System.Globalization;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>The ID of an event: its position in the topic, and its nonce, which proves that it is the same event.</summary>
internal readonly record struct PostgresId(long Position, int Nonce)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Position}.{Nonce}");

    /// <returns><see langword="null"/> if it is not an ID of this store.</returns>
    public static PostgresId? TryParse(string id) =>
        id.IndexOf('.') is > 0 and var point
        && long.TryParse(id.AsSpan(0, point), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
        && int.TryParse(id.AsSpan(point + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var nonce)
            ? new(position, nonce)
            : null;
}

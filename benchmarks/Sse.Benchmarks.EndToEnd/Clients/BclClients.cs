using System.Net.ServerSentEvents;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>
/// <see cref="HttpClient"/> and the parser of System.Net.ServerSentEvents, used as in its documentation: no reconnecting, no resuming.
/// </summary>
internal static class BclClients
{
    private static readonly HttpClient Client = new() { Timeout = Timeout.InfiniteTimeSpan };

    public static StreamClient Strings { get; } = new("BCL strings", uri =>
        CountAsync(uri, SseParser.Create, static data => data.Length));

    public static StreamClient Spans { get; } = new("BCL spans", uri =>
        CountAsync(uri, static stream => SseParser.Create(stream, static (_, data) => data.Length), static length => length));

    /// <summary>No parser: the cost of HTTP alone, reading as much as is available.</summary>
    public static StreamClient Bytes { get; } = new("bytes only", async uri =>
    {
        await using var body = await OpenAsync(uri);
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer) > 0)
        {
        }

        return 0;
    });

    private static async Task<int> CountAsync<T>(Uri uri, Func<Stream, SseParser<T>> create, Func<T, int> length)
    {
        await using var body = await OpenAsync(uri);
        var (events, total) = (0, 0L);
        await foreach (var item in create(body).EnumerateAsync())
        {
            events++;
            total += length(item.Data);
        }

        return total > 0 ? events : 0;
    }

    private static Task<Stream> OpenAsync(Uri uri) => Client.GetStreamAsync(uri);
}

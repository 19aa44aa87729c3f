using System.Net.ServerSentEvents;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>Ways to hold a connection open. All of them report to one place, so that only what they hold themselves is measured.</summary>
internal static class ConnectionHolder
{
    private static readonly List<object> Held = [];
    private static readonly FirstEvents Events = new();
    private static readonly Lazy<HttpClient> Plain = new(() => new() { Timeout = Timeout.InfiniteTimeSpan });
    private static SseOptions? _options;

    /// <summary>Each opens a connection, and returns at once.</summary>
    public static IReadOnlyDictionary<string, Action<HttpClient?, Uri>> All { get; } = new Dictionary<string, Action<HttpClient?, Uri>>
    {
        ["Connect"] = (client, uri) => KeepAlive(SseObservable.Connect(uri, OptionsOf(client)).Subscribe(Events)),
        ["BCL"] = (client, uri) => KeepAlive(ParseAsync(client ?? Plain.Value, uri)),
        ["bare"] = (client, uri) => KeepAlive(ReadAsync(client ?? Plain.Value, uri)),
    };

    /// <summary>Waits until all connections together have received a number of events.</summary>
    public static async Task ReceivedAsync(int count)
    {
        while (Events.Count < count)
        {
            await Task.Delay(1);
        }
    }

    /// <summary>The parser of System.Net.ServerSentEvents in a loop.</summary>
    private static async Task ParseAsync(HttpClient client, Uri uri)
    {
        try
        {
            await using var body = await client.GetStreamAsync(uri);
            await foreach (var item in SseParser.Create(body).EnumerateAsync())
            {
                Events.OnNext(default);
            }
        }
        catch (Exception error)
        {
            Events.OnError(error);
        }
    }

    /// <summary>The minimum for any client: a response, and a pending read of one byte.</summary>
    private static async Task ReadAsync(HttpClient client, Uri uri)
    {
        try
        {
            var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
            var body = await response.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[SilentServer.Event.Length]);
            KeepAlive(response);
            KeepAlive(body.ReadAsync(new byte[1]).AsTask());
            Events.OnNext(default);
        }
        catch (Exception error)
        {
            Events.OnError(error);
        }
    }

    /// <summary>One instance for all connections, as recommended.</summary>
    private static SseOptions? OptionsOf(HttpClient? client)
    {
        lock (Held)
        {
            return client is null ? null : _options ??= new() { HttpClient = client };
        }
    }

    private static void KeepAlive(object held)
    {
        lock (Held)
        {
            Held.Add(held);
        }
    }

    /// <summary>Counts the events of all connections.</summary>
    private sealed class FirstEvents : IObserver<SseEvent>
    {
        private int _count;
        private Exception? _error;

        public int Count => _error is null
            ? Volatile.Read(ref _count)
            : throw new InvalidOperationException("A connection failed.", _error);

        public void OnNext(SseEvent value) => Interlocked.Increment(ref _count);

        public void OnError(Exception error) => _error = error;

        public void OnCompleted()
        {
        }
    }
}

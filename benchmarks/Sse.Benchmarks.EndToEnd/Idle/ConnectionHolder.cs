using System.Net.ServerSentEvents;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>Ways to hold a connection open. The task completes when the connection is idle.</summary>
internal static class ConnectionHolder
{
    private static readonly List<object> Held = [];
    private static SseOptions? _options;
    private static readonly Lazy<HttpClient> Plain = new(() => new() { Timeout = Timeout.InfiniteTimeSpan });

    public static IReadOnlyDictionary<string, Func<HttpClient?, Uri, Task>> All { get; } =
        new Dictionary<string, Func<HttpClient?, Uri, Task>>
        {
            ["Connect"] = ConnectAsync,
            ["BCL"] = BclAsync,
            ["bare"] = BareAsync,
        };

    private static Task ConnectAsync(HttpClient? client, Uri uri)
    {
        var first = new FirstEvent();
        KeepAlive(SseObservable.Connect(uri, OptionsOf(client)).Subscribe(first));
        return first.Task;
    }

    /// <summary>The parser of System.Net.ServerSentEvents in a loop.</summary>
    private static async Task BclAsync(HttpClient? client, Uri uri)
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        KeepAlive(LoopAsync());
        await first.Task;

        async Task LoopAsync()
        {
            try
            {
                await using var body = await (client ?? Plain.Value).GetStreamAsync(uri);
                await foreach (var item in SseParser.Create(body).EnumerateAsync())
                {
                    first.TrySetResult();
                }
            }
            catch (Exception error)
            {
                first.TrySetException(error);
            }
        }
    }

    /// <summary>The minimum for any client: a response, and a pending read of one byte.</summary>
    private static async Task BareAsync(HttpClient? client, Uri uri)
    {
        var response = await (client ?? Plain.Value).GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
        var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[SilentServer.Event.Length]);
        KeepAlive(response);
        KeepAlive(body.ReadAsync(new byte[1]).AsTask());
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

    private sealed class FirstEvent : IObserver<SseEvent>
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _first.Task;

        public void OnNext(SseEvent value) => _first.TrySetResult();

        public void OnError(Exception error) => _first.TrySetException(error);

        public void OnCompleted()
        {
        }
    }
}

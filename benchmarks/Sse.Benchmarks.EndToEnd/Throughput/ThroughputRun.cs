using System.Diagnostics;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>Measures the clients in this process, over loopback, with the server in a separate process.</summary>
internal static class ThroughputRun
{
    private static readonly StreamClient[] Readers =
    [
        LibraryClients.Strings, LibraryClients.Selector, LibraryClients.PulledStrings, LibraryClients.PulledSelector,
        BclClients.Strings, BclClients.Spans,
    ];
    private static readonly string[] DefaultCorpora = ["data-only", "llm-tokens", "ticks", "wikimedia"];

    public static async Task<int> StartAsync(string[] names, int? rounds, bool isQuick, bool saves)
    {
        var clock = Stopwatch.StartNew();
        using var server = await ServerProcess.StartAsync();
        var corpora = (names.Length > 0 ? names : DefaultCorpora).Select(Corpus.Load).ToList();
        Framing[] framings = isQuick ? [Framing.Chunked] : [Framing.Chunked, Framing.Close];
        var payloads = (from framing in framings
                        from sending in new[] { SendMode.Blocks, SendMode.Events }
                        from corpus in corpora
                        select Payload.Of(corpus, sending, framing)).ToList();

        // The first pass verifies the counts; all passes warm up, until everything is compiled in the last tier.
        for (var i = 0; i < 4; i++)
        {
            foreach (var payload in payloads)
            {
                if (!await VerifyEventCountsAsync(new(server.Streaming, payload.Path), payload.Events))
                {
                    return 1;
                }
            }
        }

        ThroughputTable.PrintHeader();
        var file = ThroughputTable.NewFile();
        foreach (var payload in payloads)
        {
            var costs = await Costs.OfAsync(
                [.. Readers, BclClients.Bytes],
                new(server.Streaming, payload.Path),
                payload.Streams,
                payload.Events,
                rounds ?? (isQuick ? 11 : 21));
            ThroughputTable.Print(payload.Path, costs);
            ThroughputTable.Add(file, payload.Path, costs);
        }

        if (saves)
        {
            file.Save();
        }

        Console.WriteLine($"\n{clock.Elapsed.TotalSeconds:F0} s");
        return 0;
    }

    private static async Task<bool> VerifyEventCountsAsync(Uri uri, int expected)
    {
        foreach (var reader in Readers)
        {
            var events = await reader.ReadAsync(uri);
            if (events != expected)
            {
                Console.Error.WriteLine($"{reader} read {events} events of {uri}, expected {expected}.");
                return false;
            }
        }

        return true;
    }
}

using Sse.Benchmarks.Quick;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>
/// Many clients in one process, over HTTP/1.1: what opening one costs, the heap of one that is idle, and a storm, when the server drops all
/// of them at once and all reconnect. Each number of clients has its own pair of processes.
/// </summary>
internal static class ClientScaleRun
{
    public static async Task<int> StartAsync(bool isQuick, bool saves)
    {
        var file = new ResultFile(
            "scale-clients",
            "./build.sh bench-scale --save",
            ["clients", "open us", "heap", "storm s", "reconnect us", "busiest 100 ms"]);
        Console.WriteLine(
            $"""
            {Machine.Description}
            clients in one process: us of its CPU to open one; bytes of heap of an idle one; after the server has dropped all: seconds until
            all are back, us of CPU for each, and the largest part that came back within 100 ms

                clients   open us      heap   storm s     us     busiest
            """);
        foreach (var count in isQuick ? [1, 100, 1_000] : new[] { 1, 10, 100, 1_000, 10_000, 18_000 })
        {
            var figures = await StormProcess.StartAsync(count);
            Console.WriteLine(
                $"{count,11}{figures[0],10:F0}{figures[1],10:F0}{figures[2],10:F2}{figures[3],7:F0}{figures[4],12:P0}");
            file.Add([count, .. figures.Select(f => (object)Math.Round(f, 2))]);
        }

        if (saves)
        {
            file.Save();
        }

        return 0;
    }
}

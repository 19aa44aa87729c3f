using Sse.Benchmarks.Quick;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>
/// Fresh processes, from their start to their end: without a request, with the first event of a stream, with its first hundred. The rounds
/// are interleaved, and each shows the median.
/// </summary>
internal static class ColdRun
{
    public static async Task<int> StartAsync(int? rounds, string? portable, string? native, bool saves)
    {
        using var server = await ServerProcess.StartAsync();
        var programs = new Dictionary<(string Name, string What), ColdProgram>();
        foreach (var (events, what) in new[] { (1, "first event"), (100, "first 100 events") })
        {
            var uri = new Uri(server.Streaming, $"first-{events}/{SendMode.Once}/{Framing.Chunked}");
            foreach (var name in ColdClients.All.Keys)
            {
                programs[(name, what)] = ColdProgram.Client(name, uri, events);
            }

            foreach (var (name, tool) in new[] { ("sse (portable)", portable), ("sse (native)", native) })
            {
                if (tool is not null)
                {
                    programs[(name, what)] = new(name, tool, $"{uri}", "-n", $"{events}", "--quiet");
                    programs[(name, "--help")] = new(name, tool, "--help");
                }
            }

            programs[("curl", what)] = new("curl", "curl", "-sN", $"{uri}");
            programs[("curl", "--help")] = new("curl", "curl", "--help");
        }

        var order = programs.Values.ToArray();
        var random = new Random(20_25);
        foreach (var program in order)
        {
            await program.RunAsync(); // fills the cache of files
        }

        for (var round = 0; round < (rounds ?? 21); round++)
        {
            random.Shuffle(order);
            foreach (var program in order)
            {
                await program.RunAsync();
            }
        }

        var file = new ResultFile("cold", "./build.sh bench-cold --save", "program", "what", "ms", "cpu ms", "allocated KB");
        Console.WriteLine($"{Machine.Description}\n{"",-46}{"ms",8}{"cpu ms",8}{"KB",8}");
        foreach (var ((name, what), program) in programs)
        {
            Console.WriteLine($"{name,-28}{what,-18}{program.Milliseconds,8:F0}{program.Cpu,8:F0}{program.Kilobytes,8:F0}");
            file.Add(name, what, Math.Round(program.Milliseconds, 1), Math.Round(program.Cpu, 1), Math.Round(program.Kilobytes));
        }

        if (saves)
        {
            file.Save();
        }

        return 0;
    }
}

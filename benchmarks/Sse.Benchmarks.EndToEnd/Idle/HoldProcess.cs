using System.Diagnostics;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>A process that only holds connections, and prints the memory per connection.</summary>
internal static class HoldProcess
{
    private const int BatchSize = 50;
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(1);

    public static async Task<Footprint> StartAsync(string holder, int connections, Uri uri)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["hold", holder, $"{connections}", uri.ToString()])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Footprint.Parse(line)
            : throw new InvalidOperationException($"{holder} could not hold {connections} connections.");
    }

    /// <param name="holder">A name of <see cref="ConnectionHolder.All"/>.</param>
    /// <param name="connections">How many connections to hold.</param>
    /// <param name="uri">The server; a fragment selects HTTP/2.</param>
    public static async Task HoldAsync(string holder, int connections, Uri uri)
    {
        var client = uri.Fragment.Length > 0 ? Http2Client.Create() : null;
        var hold = ConnectionHolder.All[holder];
        var total = 0;
        await OpenAsync(2 * BatchSize); // initializes everything that is created once
        var before = Footprint.OfThisProcess();
        await OpenAsync(connections);
        Console.Write(Footprint.OfThisProcess().Per(before, connections));

        async Task OpenAsync(int count)
        {
            for (var end = total + count; total < end;)
            {
                for (var batch = Math.Min(BatchSize, end - total); batch > 0; batch--, total++)
                {
                    hold(client, uri);
                }

                await ConnectionHolder.ReceivedAsync(total);
            }

            await Task.Delay(SettlingTime);
        }
    }
}

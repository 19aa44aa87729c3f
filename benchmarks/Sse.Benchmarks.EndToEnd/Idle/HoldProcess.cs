using System.Diagnostics;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>A process that does nothing but to hold connections, and says what one of them costs it.</summary>
internal static class HoldProcess
{
    private const int AtOnce = 50;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    public static async Task<Footprint> StartAsync(string holder, int connections, Uri uri)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["hold", holder, $"{connections}", uri.ToString()]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Footprint.Parse(line) : throw new InvalidOperationException($"{holder} could not hold {connections} connections.");
    }

    /// <param name="holder">One of <see cref="Holder.All"/>.</param>
    /// <param name="connections">How many.</param>
    /// <param name="uri">Where to; a fragment says that HTTP/2 is meant.</param>
    public static async Task HoldAsync(string holder, int connections, Uri uri)
    {
        var client = uri.Fragment.Length > 0 ? Http2Client.Create() : null;
        var hold = Holder.All[holder];
        await OpenAsync(2 * AtOnce); // what is made once is made now
        var before = Footprint.OfThisProcess();
        await OpenAsync(connections);
        Console.Write(Footprint.OfThisProcess().Per(before, connections));

        async Task OpenAsync(int count)
        {
            for (var opened = 0; opened < count; opened += AtOnce)
            {
                await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, count - opened)).Select(_ => hold(client, uri)));
            }

            await Task.Delay(Settling);
        }
    }
}

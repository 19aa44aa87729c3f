using System.Diagnostics;
using System.Globalization;
using System.Reactive.Linq;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>A process that holds clients, whose server drops all of them once.</summary>
internal static class StormProcess
{
    private const int BatchSize = 50;
    private const int WarmUpCount = 100;
    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <returns>The figures of <see cref="RunAsync"/>.</returns>
    public static async Task<double[]> StartAsync(int clients)
    {
        using var server = await ServerProcess.StartAsync();
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["storm", $"{clients}", server.SilentHttp1.ToString()])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? [.. line.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"{clients} clients have failed.");
    }

    public static async Task RunAsync(int clients, Uri server)
    {
        using var control = new HttpClient();
        var crowd = new Clients(server);
        await crowd.OpenAsync(WarmUpCount);
        await DropAsync(); // compiles what a reconnect needs
        await crowd.AllHaveReceivedAsync(2L * WarmUpCount);
        crowd.Close();

        crowd = new Clients(server);
        await Task.Delay(SettlingTime);
        var before = Footprint.OfThisProcess();
        var cpu = Environment.CpuUsage.TotalTime;
        await crowd.OpenAsync(clients);
        var open = Environment.CpuUsage.TotalTime - cpu;
        await Task.Delay(SettlingTime);
        var heap = Footprint.OfThisProcess().Per(before, clients).Heap;

        cpu = Environment.CpuUsage.TotalTime;
        var begun = Stopwatch.GetTimestamp();
        await DropAsync();
        await crowd.AllHaveReceivedAsync(2L * clients);
        var storm = Stopwatch.GetElapsedTime(begun);
        var each = (Environment.CpuUsage.TotalTime - cpu) / clients;
        double[] figures =
        [
            open.TotalMicroseconds / clients, heap, storm.TotalSeconds, each.TotalMicroseconds, crowd.BusiestSlot(begun) / (double)clients,
        ];
        Console.Write(string.Join(' ', figures.Select(f => f.ToString(CultureInfo.InvariantCulture))));

        async Task DropAsync() => (await control.PostAsync(new Uri(server, "drop"), null)).Dispose();
    }

    private sealed class Clients(Uri server)
    {
        private readonly List<IDisposable> _subscriptions = [];
        private readonly List<long> _times = [];

        public async Task OpenAsync(int count)
        {
            for (var opened = 0; opened < count; opened += BatchSize)
            {
                var batch = Math.Min(BatchSize, count - opened);
                _subscriptions.AddRange(Enumerable.Range(0, batch).Select(_ => SseObservable.Connect(server).Subscribe(_ => Count())));
                await AllHaveReceivedAsync(opened + batch);
            }
        }

        public async Task AllHaveReceivedAsync(long events)
        {
            for (var time = Stopwatch.StartNew(); Received() < events; await Task.Delay(10))
            {
                if (time.Elapsed > Deadline)
                {
                    throw new TimeoutException($"{Received()} of {events} events were received.");
                }
            }
        }

        /// <summary>The most events that were received within a tenth of a second.</summary>
        public int BusiestSlot(long begun)
        {
            lock (_times)
            {
                return _times.Where(time => time >= begun).GroupBy(time => (long)(Stopwatch.GetElapsedTime(begun, time) / Slot))
                    .Max(slot => slot.Count());
            }
        }

        public void Close() => _subscriptions.ForEach(s => s.Dispose());

        private void Count()
        {
            lock (_times)
            {
                _times.Add(Stopwatch.GetTimestamp());
            }
        }

        private int Received()
        {
            lock (_times)
            {
                return _times.Count;
            }
        }
    }
}

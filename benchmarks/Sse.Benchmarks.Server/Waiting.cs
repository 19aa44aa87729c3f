using System.Diagnostics;

namespace Sse.Benchmarks.Server;

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var time = Stopwatch.StartNew(); !await condition(); await Task.Delay(TimeSpan.FromMilliseconds(20)))
        {
            if (time.Elapsed > Deadline)
            {
                throw new TimeoutException("Not all subscribers have connected.");
            }
        }
    }
}

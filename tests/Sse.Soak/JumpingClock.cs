using System.Diagnostics;

namespace Sse.Soak;

/// <summary>Runs this program as a process whose wall clock jumps by hours, by Debian's faketime. Monotonic time is real.</summary>
internal static class JumpingClock
{
    private static readonly string[] Offsets = ["+0", "+3h", "-2h", "+26h", "-5h"];

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("sse-soak-");
        try
        {
            var offset = Path.Combine(folder.FullName, "offset");
            await File.WriteAllTextAsync(offset, Offsets[0]);
            using var child = SelfProcess.Start(args, new()
            {
                ["LD_PRELOAD"] = await LibraryAsync(),
                ["FAKETIME_TIMESTAMP_FILE"] = offset,
                ["FAKETIME_CACHE_DURATION"] = "1",
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0", // with 1, timed waits end at once when the clock jumps
            });
            var exit = child.WaitForExitAsync();
            for (var jump = 1; await Task.WhenAny(exit, Task.Delay(1500)) != exit; jump++)
            {
                await File.WriteAllTextAsync(offset + ".new", Offsets[jump % Offsets.Length]);
                File.Move(offset + ".new", offset, overwrite: true);
            }

            return child.ExitCode;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> LibraryAsync()
    {
        using var faketime = Process.Start(new ProcessStartInfo("faketime", ["-f", "+0", "printenv", "LD_PRELOAD"])
        {
            RedirectStandardOutput = true,
        })!;
        return (await faketime.StandardOutput.ReadToEndAsync()).Trim();
    }
}

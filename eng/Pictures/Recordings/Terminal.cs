using System.Diagnostics;
using System.Text;

namespace Pictures.Recordings;

/// <summary>Runs a program in a terminal of its own, and records what it writes (Debian's package bsdutils has "script").</summary>
internal static class Terminal
{
    public static async Task<Screen> RecordAsync(string command, int columns, int rows, TimeSpan? limit = null)
    {
        var sized = $"stty cols {columns} rows {rows}; exec {command}";
        var start = new ProcessStartInfo("script", ["-q", "-e", "-f", "-c", sized, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["COLUMNS"] = $"{columns}";
        start.Environment.Remove("NO_COLOR");
        using var program = Process.Start(start)!;
        var screen = new Screen(columns, rows);
        var buffer = new char[4096];
        var clock = Stopwatch.StartNew();
        using var end = new CancellationTokenSource(limit ?? TimeSpan.FromMinutes(1));
        try
        {
            while (await program.StandardOutput.ReadAsync(buffer, end.Token) is var count and > 0)
            {
                screen.Write(new string(buffer, 0, count), clock.Elapsed);
            }

            await program.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException) when (limit is not null)
        {
            program.Kill(entireProcessTree: true);
        }

        return screen;
    }
}

using System.Diagnostics;

namespace Sse.Acceptance.Tests;

/// <summary>A small soak; <c>./build.sh soak</c> runs a large one.</summary>
public class SoakTests
{
    /// <summary>A little less than the time after which the run is stopped.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4.5);

    [Test]
    public async Task Faults_of_every_kind_lose_and_duplicate_nothing_and_leave_nothing_behind()
    {
        Requires.Program("faketime");
        var program = Path.Combine(AppContext.BaseDirectory, "Sse.Soak.dll");
        using var soak = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", program, "--clients", "800", "--wave", "160", "--minutes", "0.6"])
        {
            RedirectStandardOutput = true,
        })!;
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var last = "";
            while (await soak.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                last = line;
                await TestContext.Out.WriteLineAsync(line);
            }

            await soak.WaitForExitAsync(deadline.Token);
            Assert.That(soak.ExitCode, Is.Zero, last);
        }
        finally
        {
            if (!soak.HasExited)
            {
                soak.Kill(entireProcessTree: true);
            }
        }
    }
}

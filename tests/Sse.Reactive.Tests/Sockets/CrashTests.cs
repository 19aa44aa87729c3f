using System.Diagnostics;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary>An observer's exception on a pool thread ends the process, so the test runs one.</summary>
public class CrashTests
{
    [Test]
    public async Task An_observers_exception_crashes_the_process_without_a_retry()
    {
        var requests = 0;
        await using var server = await EventServer.StartAsync(async context =>
        {
            Interlocked.Increment(ref requests);
            await EventServer.SendAsync(context.Response, "retry: 1\ndata: a\n\n");
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var program = typeof(CrashTests).Assembly.Location.Replace("Tests.dll", "Tests.Crash.dll");
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, server.Uri.ToString()])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_DbgEnableMiniDump"] = "0" },
        })!;
        using var deadline = new CancellationTokenSource(TestDeadline.Value);

        var errors = await child.StandardError.ReadToEndAsync(deadline.Token);
        await child.WaitForExitAsync(deadline.Token);

        Assert.That(child.ExitCode, Is.Not.Zero);
        Assert.That(errors, Does.Contain("Unhandled exception. System.InvalidOperationException: thrown by the observer"));
        Assert.That(requests, Is.EqualTo(1));
    }
}

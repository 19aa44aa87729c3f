using System.Diagnostics;
using System.Globalization;

namespace Sse.Interop.Tests.Peers;

/// <summary>No process that a test starts outlives the test.</summary>
public class GuardTests
{
    // A server with a worker process; it prints both process IDs.
    private const string Forks = "sleep 1000 & echo \"[$$ $!]\"; wait";

    [Test]
    public async Task Killing_a_peer_ends_its_workers_too()
    {
        await using var peer = Peer.Run("bash", "-c", Forks);
        var ids = Ids(await peer.WaitForOutputAsync("]"));
        Assert.That(ids.All(IsRunning));

        await peer.KillAsync();

        Assert.That(ids.Where(IsRunning).ToArray(), Is.Empty);
    }

    [Test]
    public async Task A_worker_that_outlives_its_peer_is_ended()
    {
        await using var peer = Peer.Run("bash", "-c", "sleep 1000 & echo \"[$!]\"");
        var ids = Ids(await peer.WaitForOutputAsync("]"));

        await peer.WaitForExitAsync();

        Assert.That(ids.Where(IsRunning).ToArray(), Is.Empty);
    }

    [Test]
    public async Task A_peer_ends_when_the_process_that_started_it_is_killed()
    {
        // The guard watches its standard input, which here belongs to a process that is killed.
        var guard = Path.Combine(Repository.Peers, "guard.sh");
        await using var run = Peer.Run(
            "bash", "-c", $"sleep 1000 | '{guard}' /tmp/sse-peer-none bash -c '{Forks}' & echo \"($(jobs -p))\"; wait");
        await run.WaitForOutputAsync(")");
        var ids = Ids(await run.WaitForOutputAsync("]"));
        Assert.That(ids.All(IsRunning));

        Signals.Send(int.Parse(run.Output.Split('(', ')')[1], CultureInfo.InvariantCulture), Signals.Kill);

        var time = Stopwatch.StartNew();
        while (ids.Any(IsRunning))
        {
            Assert.That(time.Elapsed, Is.LessThan(Peer.Deadline));
            await Task.Delay(10);
        }
    }

    [Test]
    public async Task A_peer_does_not_use_the_users_locale()
    {
        await using var peer = Peer.Run("bash", "-c", "echo $LC_ALL");

        Assert.That(await peer.WaitForExitAsync(), Is.EqualTo("C\n"));
    }

    private static int[] Ids(string output) => [.. output.Split('[', ']')[1].Split(' ').Select(int.Parse)];

    // A zombie has ended; it only waits to be reaped.
    private static bool IsRunning(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(") ")[1][0] is not 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}

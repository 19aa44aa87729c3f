using System.Diagnostics;
using System.Globalization;

namespace Sse.Interop.Tests.Peers;

/// <summary>Nothing that a test starts outlives it.</summary>
public class GuardTests
{
    // A server with a worker: it says who they are.
    private const string Forks = "sleep 1000 & echo \"[$$ $!]\"; wait";

    [Test]
    public async Task A_peer_is_gone_when_it_is_disposed_of_and_its_workers_are()
    {
        await using var peer = Peer.Run("bash", "-c", Forks);
        var ids = Ids(await peer.WrittenAsync("]"));
        Assert.That(ids.All(Lives));

        await peer.KillAsync();

        Assert.That(ids.Where(Lives).ToArray(), Is.Empty);
    }

    [Test]
    public async Task A_worker_that_outlives_its_peer_is_gone_too()
    {
        await using var peer = Peer.Run("bash", "-c", "sleep 1000 & echo \"[$!]\"");
        var ids = Ids(await peer.WrittenAsync("]"));

        await peer.EndAsync();

        Assert.That(ids.Where(Lives).ToArray(), Is.Empty);
    }

    [Test]
    public async Task A_peer_is_gone_when_the_process_that_started_it_is_killed()
    {
        // Its standard input is all that the guard has of us; here it belongs to a process that is killed.
        var guard = Path.Combine(Repository.Peers, "guard.sh");
        await using var run = Peer.Run("bash", "-c", $"sleep 1000 | '{guard}' /tmp/sse-peer-none bash -c '{Forks}' & echo \"($(jobs -p))\"; wait");
        await run.WrittenAsync(")");
        var ids = Ids(await run.WrittenAsync("]"));
        Assert.That(ids.All(Lives));

        Signals.Send(int.Parse(run.Output.Split('(', ')')[1], CultureInfo.InvariantCulture), Signals.Kill);

        var time = Stopwatch.StartNew();
        while (ids.Any(Lives))
        {
            Assert.That(time.Elapsed, Is.LessThan(Peer.Deadline));
            await Task.Delay(10);
        }
    }

    [Test]
    public async Task A_peer_does_not_speak_the_users_language()
    {
        await using var peer = Peer.Run("bash", "-c", "echo $LC_ALL");

        Assert.That(await peer.EndAsync(), Is.EqualTo("C\n"));
    }

    private static int[] Ids(string output) => [.. output.Split('[', ']')[1].Split(' ').Select(int.Parse)];

    // A zombie does not live: it is whoever reaps orphans that is late.
    private static bool Lives(int id)
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

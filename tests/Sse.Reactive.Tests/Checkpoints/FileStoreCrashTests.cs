using System.Diagnostics;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>A process that is killed during a save: its completed saves are in the file, and its lock is released.</summary>
public class FileStoreCrashTests
{
    [Test]
    public async Task A_killed_process_leaves_a_valid_checkpoint_at_least_as_new_as_its_last_completed_save()
    {
        var folder = Directory.CreateTempSubdirectory("sse-checkpoint-");
        var path = Path.Combine(folder.FullName, "stream.checkpoint");
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        var random = new Random(1);
        var safe = 0;
        for (var round = 0; round < 5; round++)
        {
            safe = await SaveAndDie(path, safe, random.Next(1, 50), deadline.Token);
        }

        folder.Delete(recursive: true);
    }

    private static async Task<int> SaveAndDie(string path, int before, int saves, CancellationToken deadline)
    {
        using var child = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", typeof(FileStoreCrashTests).Assembly.Location.Replace("Tests.dll", "Tests.Crash.dll"), "save", path])
        {
            RedirectStandardOutput = true,
        })!;
        var safe = before;
        try
        {
            while (saves-- > 0)
            {
                safe = int.Parse((await child.StandardOutput.ReadLineAsync(deadline))!, null);
            }
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(CancellationToken.None);
        }

        using var store = new SseFileCheckpointStore(path);
        Assert.That(safe, Is.GreaterThan(before));
        var saved = int.Parse((await store.LoadAsync(deadline))!, null);
        Assert.That(saved, Is.GreaterThanOrEqualTo(safe));
        return saved;
    }
}

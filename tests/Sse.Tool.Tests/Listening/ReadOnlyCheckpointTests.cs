using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary>A checkpoint on a file system that is mounted read-only, where a superuser cannot write either.</summary>
public class ReadOnlyCheckpointTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task The_error_names_the_cause_and_what_is_needed(bool exists)
    {
        Requires.Program("unshare");
        var allowed = await SseProcess.RunShellAsync("unshare --mount true");
        if (allowed.ExitCode != 0)
        {
            throw Requires.Missing($"Mounting needs root: {allowed.Error}");
        }

        await using var server = await NumberedEventServer.StartAsync(3);
        var folder = Directory.CreateTempSubdirectory();
        var file = Path.Combine(folder.FullName, "position");
        var first = exists ? $"{SseProcess.Command} {server.Uri} --checkpoint {file} -n 1 -q --raw" : "true";

        var (code, output, error) = await SseProcess.RunShellAsync(
            $"unshare --mount bash -c '{Unquoted($"{first} && mount --bind {folder.FullName} {folder.FullName} && "
                + $"mount -o remount,bind,ro {folder.FullName} && {SseProcess.Command} {server.Uri} --checkpoint {file} --raw")}'");
        folder.Delete(recursive: true);

        Assert.That((code, output), Is.EqualTo((1, exists ? "event 1\n" : "")), error);
        Assert.That(error, Does.Contain($"{file}.lock").And.Contain("Read-only file system").And.Not.Contain("nother process"));
    }

    private static string Unquoted(string command) => command.Replace("'", "", StringComparison.Ordinal);
}

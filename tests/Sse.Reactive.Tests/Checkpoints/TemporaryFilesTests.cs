using System.Runtime.Versioning;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>The files next to a checkpoint file: a store touches no file but its own.</summary>
public class TemporaryFilesTests : CheckpointFolderFixture
{
    [Test]
    public async Task A_store_whose_file_ends_in_tmp_is_not_touched()
    {
        await Save(FilePath + ".tmp", "other");

        await Save(FilePath, "1");

        Assert.That(await Load(FilePath + ".tmp"), Is.EqualTo("other"));
        Assert.That(await Load(FilePath), Is.EqualTo("1"));
    }

    [TestCase("stream.checkpoint.tmp")]
    [TestCase("stream.checkpoint.notes.tmp")]
    [TestCase("stream.checkpoint.zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz.tmp")]
    [TestCase("stream.checkpointx0123456789abcdef0123456789abcdef.tmp")]
    [TestCase("other.checkpoint.0123456789abcdef0123456789abcdef.tmp")]
    public async Task A_foreign_file_is_not_touched(string name)
    {
        var path = Path.Combine(Folder, name);
        await File.WriteAllTextAsync(path, "notes");

        await Save(FilePath, "1");

        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("notes"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_link_is_not_followed()
    {
        var target = Path.Combine(Folder, "target");
        await File.WriteAllTextAsync(target, "notes");
        File.CreateSymbolicLink(FilePath + ".tmp", target);

        await Save(FilePath, "1");

        Assert.That(await File.ReadAllTextAsync(target), Is.EqualTo("notes"));
        Assert.That(new FileInfo(FilePath + ".tmp").LinkTarget, Is.EqualTo(target));
    }

    [TestCase("")]
    [TestCase("sse-check")]
    [TestCase("sse-checkpoint 1\n00000000\n8\n")]
    public async Task What_a_crash_has_left_is_ignored_and_removed(string content)
    {
        await Save(FilePath, "7");
        await File.WriteAllTextAsync($"{FilePath}.{Guid.NewGuid():N}.tmp", content);

        Assert.That(await Load(FilePath), Is.EqualTo("7"));

        Assert.That(Directory.EnumerateFiles(Folder).Select(Path.GetFileName), Is.EquivalentTo(
            new[] { "stream.checkpoint", "stream.checkpoint.lock" }));
    }

    [TestCase(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [TestCase(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead)]
    [Platform(Exclude = "Win")]
    [NotForNetStandard("It has no file modes.")]
    [UnsupportedOSPlatform("windows")]
    public async Task A_save_keeps_the_mode_of_the_file(UnixFileMode mode)
    {
        await Save(FilePath, "1");
        File.SetUnixFileMode(FilePath, mode);

        await Save(FilePath, "2");

        Assert.That(File.GetUnixFileMode(FilePath), Is.EqualTo(mode));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task A_first_save_has_the_mode_of_any_new_file()
    {
        await File.WriteAllTextAsync(FilePath + ".other", "");

        await Save(FilePath, "1");

        Assert.That(File.GetUnixFileMode(FilePath), Is.EqualTo(File.GetUnixFileMode(FilePath + ".other")));
    }

    [TestCase('x', 218)]
    [TestCase('\u65e5', 72)] // three bytes each
    public async Task The_longest_name_is_saved_and_a_longer_one_fails_at_the_first_use(char c, int count)
    {
        using var longest = new SseFileCheckpointStore(Path.Combine(Folder, new(c, count)));
        await longest.SaveAsync("1");
        Assert.That(await longest.LoadAsync(), Is.EqualTo("1"));

        var path = Path.Combine(Folder, new(c, count + 1));
        using var longer = new SseFileCheckpointStore(path);
        var error = await Assert.ThrowsAsync<SseCheckpointException>(async () => await longer.LoadAsync());

        Assert.That(error!.Message, Is.EqualTo(
            $"The name of the checkpoint file '{path}' is too long: the temporary file of a save has a longer one. "
            + "Use a name of at most 218 bytes."));
    }

    private static async Task Save(string path, string id)
    {
        using var store = new SseFileCheckpointStore(path);
        await store.SaveAsync(id);
    }

    private static async Task<string?> Load(string path)
    {
        using var store = new SseFileCheckpointStore(path);
        return await store.LoadAsync();
    }
}

using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseFileCheckpointStore"/>: a saved ID is loaded again, or the error names the file and the fix.</summary>
public class FileStoreTests : CheckpointFolderFixture
{
    private const int MaxFileBytes = 16 * 1024 * 1024;

    [Test]
    public async Task The_memory_store_loads_the_saved_ID()
    {
        var store = new SseMemoryCheckpointStore();

        Assert.That(await store.LoadAsync(), Is.Null);
        await store.SaveAsync("");
        Assert.That(await store.LoadAsync(), Is.Empty);
    }

    [Test]
    public async Task A_missing_file_means_nothing_saved()
    {
        using var store = new SseFileCheckpointStore(FilePath);

        Assert.That(await store.LoadAsync(), Is.Null);
    }

    [TestCase("7")]
    [TestCase("")]
    [TestCase(" leading, trailing ")]
    [TestCase("größer 日本 🎈 \t\u0085\u2028")]
    public async Task A_new_store_loads_the_saved_ID(string id)
    {
        await Save("older and longer than the other");
        await Save(id);

        Assert.That(await Load(), Is.EqualTo(id));
    }

    [Test]
    public async Task The_file_is_readable_text()
    {
        await Save("event-42");

        Assert.That(await File.ReadAllTextAsync(FilePath), Does.Match("^sse-checkpoint 1\n[0-9a-f]{8}\nevent-42\n$"));
    }

    [Test]
    public async Task A_file_truncated_at_any_byte_fails_with_its_path()
    {
        await Save("event-42");
        var whole = await File.ReadAllBytesAsync(FilePath);

        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(FilePath, whole[..length]);
            var error = await Assert.ThrowsAsync<SseCheckpointException>(Load);
            Assert.That(error!.Message, Does.Contain(FilePath).And.Contain("truncated").And.Contain("delete the file"), $"cut at {length}");
        }
    }

    [Test]
    public async Task A_file_altered_in_any_bit_fails()
    {
        await Save("event-42");
        var whole = await File.ReadAllBytesAsync(FilePath);

        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var altered = whole.ToArray();
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(FilePath, altered);
            await Assert.ThrowsAsync<SseCheckpointException>(Load);
        }
    }

    [Test]
    public async Task Line_ends_that_were_changed_to_CRLF_are_read()
    {
        await Save("event-42");
        await File.WriteAllTextAsync(FilePath, (await File.ReadAllTextAsync(FilePath)).Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.That(await Load(), Is.EqualTo("event-42"));
        await File.WriteAllTextAsync(FilePath, (await File.ReadAllTextAsync(FilePath)).Replace("1\r\n", "1\n", StringComparison.Ordinal));
        Assert.That(await Load(), Is.EqualTo("event-42"));
        await Save("event-43");
        Assert.That(await Load(), Is.EqualTo("event-43"));
    }

    [TestCase("42\n", "not a checkpoint")]
    [TestCase("sse-checkpoint 2\r\n00000000\r\n\r\n", "another version")]
    [TestCase("{\"lastEventId\":\"42\"}", "not a checkpoint")]
    [TestCase("sse-checkpoint 2\n00000000\n\n", "another version")]
    [TestCase("sse-checkpoint 1\n00000000\na\n", "Its checksum does not match its content.")]
    [TestCase("sse-checkpoint 1\nd9a85a0a\na\nb\n", "CR, LF or U+0000")]
    [TestCase("sse-checkpoint 1\n63f9a95c\na\0b\n", "CR, LF or U+0000")]
    public async Task A_foreign_file_fails_and_is_kept(string content, string reason)
    {
        await File.WriteAllTextAsync(FilePath, content);

        var error = await Assert.ThrowsAsync<SseCheckpointException>(Load);

        Assert.That(error!.Message, Does.Contain(FilePath).And.Contain(reason));
        Assert.That(await File.ReadAllTextAsync(FilePath), Is.EqualTo(content));
    }

    [TestCase(MaxFileBytes, "It is not a checkpoint: it does not start with \"sse-checkpoint\".")]
    [TestCase(MaxFileBytes + 1, "It is too large to be a checkpoint.")]
    public async Task A_file_of_more_than_16_MiB_is_not_read(int bytes, string reason)
    {
        using (var file = File.Create(FilePath))
        {
            file.SetLength(bytes);
        }

        Assert.That(
            (await Assert.ThrowsAsync<SseCheckpointException>(Load))!.Message,
            Is.EqualTo(
                $"The file '{FilePath}' cannot be used as a checkpoint. {reason} "
                + "Restore a good copy, or delete the file to start as a new consumer."));
    }

    [Test]
    public async Task The_longest_ID_fills_a_file_of_16_MiB_and_a_longer_one_is_rejected()
    {
        var longest = new string('x', MaxFileBytes - "sse-checkpoint 1\n00000000\n\n".Length);
        await Save(longest);

        var error = await Assert.ThrowsAsync<ArgumentException>(() => Save(longest + "x"));

        Assert.That(error!.Message, Does.StartWith("The last event ID exceeds the 16777216 bytes of a checkpoint file."));
        Assert.That(error.ParamName, Is.EqualTo("lastEventId"));
        Assert.That(new FileInfo(FilePath).Length, Is.EqualTo(MaxFileBytes));
    }

    [Test]
    public async Task A_file_replaced_by_a_foreign_one_is_not_overwritten()
    {
        using var store = new SseFileCheckpointStore(FilePath);
        await store.LoadAsync();
        await store.SaveAsync("1");
        await File.WriteAllTextAsync(FilePath, "my notes");

        await Assert.ThrowsAsync<SseCheckpointException>(async () => await store.SaveAsync("2"));

        Assert.That(await File.ReadAllTextAsync(FilePath), Is.EqualTo("my notes"));
    }

    [TestCase("hello", "not a checkpoint")]
    [TestCase("sse-checkpoint 1\n000", "truncated")]
    public async Task An_unusable_file_is_not_overwritten(string content, string reason)
    {
        await File.WriteAllTextAsync(FilePath, content);

        using (var store = new SseFileCheckpointStore(FilePath))
        {
            for (var i = 0; i < 2; i++)
            {
                var error = await Assert.ThrowsAsync<SseCheckpointException>(async () => await store.SaveAsync("1"));
                Assert.That(error!.Message, Does.Contain(FilePath).And.Contain(reason));
            }

            Assert.That(await File.ReadAllTextAsync(FilePath), Is.EqualTo(content));
            File.Delete(FilePath);
            await store.SaveAsync("1");
        }

        Assert.That(await Load(), Is.EqualTo("1"));
    }

    [TestCase(true)]
    [TestCase(false)]
    [Platform(Exclude = "Win")]
    [NotForNetStandard("It can detect a link, but not follow it.")]
    public async Task The_target_of_a_symbolic_link_is_replaced_and_locked(bool exists)
    {
        var target = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "far")).FullName, "real");
        if (exists)
        {
            using var real = new SseFileCheckpointStore(target);
            await real.SaveAsync("6");
        }

        File.CreateSymbolicLink(FilePath + ".link", "far/real");
        File.CreateSymbolicLink(FilePath, FilePath + ".link");
        using var store = new SseFileCheckpointStore(FilePath);

        Assert.That(await store.LoadAsync(), Is.EqualTo(exists ? "6" : null));
        await store.SaveAsync("7");

        Assert.That(new FileInfo(FilePath).LinkTarget, Is.EqualTo(FilePath + ".link"));
        Assert.That(await File.ReadAllTextAsync(target), Does.EndWith("\n7\n"));
        using var other = new SseFileCheckpointStore(target);
        await Assert.ThrowsAsync<SseCheckpointException>(async () => await other.SaveAsync("8"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_link_to_itself_fails_with_its_path()
    {
        File.CreateSymbolicLink(FilePath, FilePath);

        Assert.That((await Assert.ThrowsAsync<SseCheckpointException>(Load))!.Message, Does.Contain(FilePath));
    }

    [Test]
    public async Task A_second_store_on_the_same_file_fails_until_the_first_is_disposed()
    {
        using var second = new SseFileCheckpointStore(FilePath);
        using (var first = new SseFileCheckpointStore(FilePath))
        {
            await first.SaveAsync("1");
            var error = await Assert.ThrowsAsync<SseCheckpointException>(async () => await second.SaveAsync("2"));
            Assert.That(error!.Message, Does.StartWith(
                $"Another process or store uses the checkpoint file '{FilePath}': its lock file '{FilePath}.lock' is locked. "
                + "Use a separate file for each, since they would overwrite each other's checkpoints, or wait for the lock with "
                + "SseFileCheckpointStore.LockTimeout. "));
            Assert.That(await first.LoadAsync(), Is.EqualTo("1"));
        }

        Assert.That(await second.LoadAsync(), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_missing_folder_fails_even_to_load()
    {
        var path = Path.Combine(Folder, "missing", "x");
        using var store = new SseFileCheckpointStore(path);

        var error = await Assert.ThrowsAsync<SseCheckpointException>(async () => await store.LoadAsync());

        Assert.That(
            error!.Message, Is.EqualTo($"The folder of the checkpoint file '{path}' does not exist. Create it, or correct the path."));
    }

    [Test]
    public async Task The_path_of_a_folder_fails()
    {
        Directory.CreateDirectory(FilePath);

        var message = $"The path '{FilePath}' of the checkpoint file is a folder. Use the path of a file in it.";
        Assert.That((await Assert.ThrowsAsync<SseCheckpointException>(() => Save("1")))!.Message, Is.EqualTo(message));
        Assert.That((await Assert.ThrowsAsync<SseCheckpointException>(Load))!.Message, Is.EqualTo(message));
        Assert.That(Directory.EnumerateFiles(Folder), Is.Empty);
    }

    [Test]
    public async Task A_folder_in_place_of_the_file_of_an_open_store_fails()
    {
        using var store = new SseFileCheckpointStore(FilePath);
        await store.LoadAsync();
        Directory.CreateDirectory(FilePath);

        var error = await Assert.ThrowsAsync<SseCheckpointException>(async () => await store.SaveAsync("1"));

        Assert.That(error!.Message, Does.StartWith($"The checkpoint file '{FilePath}' could not be read. "));
        Assert.That(error.InnerException, Is.InstanceOf<UnauthorizedAccessException>());
    }

    [Test]
    [Platform("Linux")] // the path of the temporary file exceeds its limit of 4095 bytes
    public async Task A_file_that_cannot_be_replaced_fails_and_keeps_the_previous_ID()
    {
        var path = Folder;
        while (path.Length < 3900)
        {
            path = Path.Combine(path, new string('x', 100));
        }

        Directory.CreateDirectory(path);
        path = Path.Combine(path, new string('x', 4080 - path.Length));
        await Save("1");
        File.Move(FilePath, path);
        using var store = new SseFileCheckpointStore(path);

        Assert.That(
            (await Assert.ThrowsAsync<SseCheckpointException>(async () => await store.SaveAsync("2")))!.Message,
            Does.StartWith($"The checkpoint file '{path}' could not be replaced. It still holds the previous checkpoint. "));
        Assert.That(await store.LoadAsync(), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_lock_file_without_write_permission_fails_with_the_permission_needed()
    {
        Directory.CreateDirectory(FilePath + ".lock"); // denies access to all users, since a superuser may write to any folder

        var error = await Assert.ThrowsAsync<SseCheckpointException>(Load);

        Assert.That(error!.Message, Does.StartWith(
            $"This process is not permitted to write the lock file '{FilePath}.lock' of the checkpoint. Grant write permission for its "
            + "folder, or use another folder. "));
    }

    [Test]
    public async Task A_lock_file_that_cannot_be_created_fails_with_its_cause_and_is_not_waited_for()
    {
        File.CreateSymbolicLink(FilePath + ".lock", Path.Combine(Folder, "missing", "lock"));
        using var store = new SseFileCheckpointStore(FilePath) { LockTimeout = TimeSpan.FromDays(1) };

        var error = await Assert.ThrowsAsync<SseCheckpointException>(
            async () => await store.LoadAsync().AsTask().WaitAsync(TestDeadline.Value));

        Assert.That(
            error!.Message,
            Does.StartWith($"The lock file '{FilePath}.lock' of the checkpoint could not be opened: Could not find file '")
                .And.EndsWith("'. Use a path where this process can create files."));
    }

    [Test]
    public async Task A_path_below_a_file_fails_with_its_cause()
    {
        await File.WriteAllTextAsync(FilePath, "");
        using var store = new SseFileCheckpointStore(Path.Combine(FilePath, "below"));

        var error = await Assert.ThrowsAsync<SseCheckpointException>(async () => await store.LoadAsync());

        Assert.That(error!.Message, Does.Contain("below").And.Not.Contain("nother process"));
    }

    [Test]
    public void Rejects_invalid_arguments()
    {
        using var store = new SseFileCheckpointStore(FilePath);

        Assert.That(() => store.SaveAsync(null!), Throws.ArgumentNullException);
        Assert.That(() => new SseMemoryCheckpointStore().SaveAsync(null!), Throws.ArgumentNullException);
        Assert.That(
            () => new SseFileCheckpointStore(" "), Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo("path"));
        Assert.That(
            () => new SseFileCheckpointStore(FilePath) { LockTimeout = TimeSpan.FromTicks(-1) },
            Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo("LockTimeout"));
        Assert.That(
            () => new SseFileCheckpointStore(FilePath) { Scheduler = null! },
            Throws.ArgumentNullException.With.Property("ParamName").EqualTo("Scheduler"));
    }

    [TestCase('\n')]
    [TestCase('\ud800')]
    public async Task Rejects_an_ID_that_the_file_cannot_hold(char c)
    {
        await Save("1");

        Assert.That(async () => await Save($"a{c}b"), Throws.InstanceOf<ArgumentException>());

        Assert.That(await Load(), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_disposed_store_throws()
    {
        var store = new SseFileCheckpointStore(FilePath);
        await store.SaveAsync("1");
        store.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.SaveAsync("2"));
        Assert.That(await Load(), Is.EqualTo("1"));
    }

    [Test]
    public async Task Concurrent_saves_leave_one_of_the_IDs()
    {
        using (var store = new SseFileCheckpointStore(FilePath))
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => store.SaveAsync(new string('x', i)).AsTask()));
        }

        Assert.That(await Load(), Does.Match("^x*$"));
    }

    private async Task Save(string id)
    {
        using var store = new SseFileCheckpointStore(FilePath);
        await store.SaveAsync(id);
    }

    private async Task<string?> Load()
    {
        using var store = new SseFileCheckpointStore(FilePath);
        return await store.LoadAsync();
    }
}

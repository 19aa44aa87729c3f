namespace Sse.Reactive;

/// <summary>Keeps a checkpoint in a file. A crash at any moment leaves either the old or the new checkpoint.</summary>
/// <remarks>
/// <para>A save writes a new temporary file next to it, with a random name (<c>NAME.32-HEX-DIGITS.tmp</c>) and the mode of the old one,
/// flushes that to disk and renames it over the old one. Temporary files that a crash has left are removed by the next process. After a
/// power failure the file system may restore the previous checkpoint: then events are repeated, not lost.</para>
/// <para>From its first use until <see cref="Dispose"/> the store holds a lock file (<c>.lock</c>, empty, which is not deleted). A second
/// store on the same path fails, also in another process, or waits for the lock as long as <see cref="LockTimeout"/>. The lock is released
/// when the process ends. Network file systems may not support it.</para>
/// <para>A truncated, altered or foreign file causes an <see cref="SseCheckpointException"/> that names it, and is not overwritten. A
/// missing folder does the same. A missing file means that nothing was saved yet. If the path is a symbolic link, its target at the first
/// use is read, locked and replaced.</para>
/// <para>Thread-safe. File access runs on the thread pool.</para>
/// </remarks>
/// <example>
/// <code>
/// using var store = new SseFileCheckpointStore("orders.checkpoint");
/// var events = SseObservable.Connect(uri, new() { CheckpointStore = store }).Do(Work).CheckpointTo(store);
/// </code>
/// </example>
public sealed partial class SseFileCheckpointStore : ISseCheckpointStore, IDisposable
{
    private readonly Lock _gate = new();
    private string _path; // may be a symbolic link until the lock is held
    private bool _isFolderFlushed;
    private bool _isDisposed;

    /// <summary>Creates the store. Does not access the file yet.</summary>
    /// <param name="path">The path of the file. Its folder must exist, and its name may have at most 218 bytes.</param>
    public SseFileCheckpointStore(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default)
    {
        await AcquireAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(Load, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask SaveAsync(string lastEventId)
    {
        ArgumentNullException.ThrowIfNull(lastEventId);
        return SaveOnceLockedAsync(lastEventId);
    }

    /// <summary>Waits for a running save, and releases the lock. A later use throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _lock?.Dispose();
        }
    }

    private async ValueTask SaveOnceLockedAsync(string lastEventId)
    {
        await AcquireAsync(CancellationToken.None).ConfigureAwait(false);
        await Task.Run(() => Save(lastEventId)).ConfigureAwait(false);
    }

    private string? Load()
    {
        lock (_gate)
        {
            Acquire();
            return Read();
        }
    }

    private void Save(string lastEventId)
    {
        var bytes = CheckpointFile.Write(lastEventId);
        lock (_gate)
        {
            Acquire();
            Read(); // fails for a file that is not a checkpoint, so that it is not overwritten

            try
            {
                Replace(bytes);
            }
            catch (Exception error) when (IsFileError(error))
            {
                throw new SseCheckpointException(
                    $"The checkpoint file '{_path}' could not be replaced. It still holds the previous checkpoint. {error.Message}", error);
            }
        }
    }

    private void Replace(byte[] bytes)
    {
        var temporary = TemporaryFiles.NewPath(_path);
        using (var file = ReplacementFile.Create(temporary, _path))
        {
            try
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
            catch
            {
                TemporaryFiles.Delete(temporary);
                throw;
            }
        }

        try
        {
            File.Move(temporary, _path, overwrite: true);
        }
        catch
        {
            TemporaryFiles.Delete(temporary);
            throw;
        }

        if (!_isFolderFlushed)
        {
            Folder.Flush(Path.GetDirectoryName(_path)!);
            _isFolderFlushed = true;
        }
    }

    private string? Read()
    {
        try
        {
            using var file = Open();
            if (file is null)
            {
                return null;
            }

            if (file.Length > CheckpointFile.MaxBytes)
            {
                throw Unusable("It is too large to be a checkpoint.");
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            var (id, error) = CheckpointFile.Read(bytes);
            return error is null ? id : throw Unusable(error);
        }
        catch (Exception error) when (IsFileError(error))
        {
            throw new SseCheckpointException($"The checkpoint file '{_path}' could not be read. {error.Message}", error);
        }
    }

    /// <summary>Opens the file, and nothing else: an assembly that is missing is a <see cref="FileNotFoundException"/> too.</summary>
    /// <returns><see langword="null"/> if the file does not exist.</returns>
    private FileStream? Open()
    {
        try
        {
            return new(_path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private SseCheckpointException Unusable(string reason) => new(
        $"The file '{_path}' cannot be used as a checkpoint. {reason} Restore a good copy, or delete the file to start as a new consumer.");

    private static bool IsFileError(Exception error) => error is IOException or UnauthorizedAccessException;
}

using System.Diagnostics.CodeAnalysis;

namespace Sse.Reactive;

/// <summary>Keeps a checkpoint in a file. A crash at any moment leaves either the old or the new checkpoint.</summary>
/// <remarks>
/// <para>A save writes a temporary file next to it (<c>.tmp</c>), flushes that to disk and renames it over the old one. After a power
/// failure the file system may restore the previous checkpoint: then events are repeated, not lost.</para>
/// <para>From its first use until <see cref="Dispose"/> the store holds a lock file (<c>.lock</c>, empty, which is not deleted). A second
/// store on the same path fails, also in another process. The lock is released when the process ends. Network file systems may not support
/// it.</para>
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
public sealed class SseFileCheckpointStore : ISseCheckpointStore, IDisposable
{
    private readonly Lock _gate = new();
    private string _path; // may be a symbolic link until the lock is held
    private FileStream? _lock;
    private bool _isDisposed;

    /// <summary>Creates the store. Does not access the file yet.</summary>
    /// <param name="path">The path of the file. Its folder must exist.</param>
    public SseFileCheckpointStore(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
    }

    private string TemporaryPath => _path + ".tmp";

    private string LockPath => _path + ".lock";

    /// <inheritdoc/>
    public ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default) => new(Task.Run(Load, cancellationToken));

    /// <inheritdoc/>
    public ValueTask SaveAsync(string lastEventId)
    {
        ArgumentNullException.ThrowIfNull(lastEventId);
        return new(Task.Run(() => Save(lastEventId)));
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
                using (var file = new FileStream(TemporaryPath, FileMode.Create, FileAccess.Write, FileShare.None))
                {
                    file.Write(bytes);
                    file.Flush(flushToDisk: true);
                }

                File.Move(TemporaryPath, _path, overwrite: true);
            }
            catch (Exception error) when (IsFileError(error))
            {
                throw new SseCheckpointException(
                    $"The checkpoint file '{_path}' could not be replaced. It still holds the previous checkpoint. {error.Message}", error);
            }
        }
    }

    private string? Read()
    {
        try
        {
            using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > CheckpointFile.MaxBytes)
            {
                throw Unusable("It is too large to be a checkpoint.");
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            var (id, error) = CheckpointFile.Read(bytes);
            return error is null ? id : throw Unusable(error);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (IsFileError(error))
        {
            throw new SseCheckpointException($"The checkpoint file '{_path}' could not be read. {error.Message}", error);
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "Held until Dispose.")]
    private void Acquire()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_lock is not null)
        {
            return;
        }

        if (Directory.Exists(_path))
        {
            throw new SseCheckpointException($"The path '{_path}' of the checkpoint file is a folder. Use the path of a file in it.");
        }

        try
        {
            _path = FileLink.TargetOf(_path) ?? _path;
            _lock = new FileStream(LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new SseCheckpointException(
                $"The folder of the checkpoint file '{_path}' does not exist. Create it, or correct the path.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new SseCheckpointException(
                $"This process is not permitted to write the lock file '{LockPath}' of the checkpoint. Grant write permission for its "
                + $"folder, or use another folder. {error.Message}",
                error);
        }
        catch (IOException error)
        {
            throw new SseCheckpointException(
                $"The lock file '{LockPath}' of the checkpoint could not be opened. {error.Message} If another process or store uses this "
                + "checkpoint, use a separate file for each: they would overwrite each other's checkpoints.",
                error);
        }
    }

    private SseCheckpointException Unusable(string reason) => new(
        $"The file '{_path}' cannot be used as a checkpoint. {reason} Restore a good copy, or delete the file to start as a new consumer.");

    private static bool IsFileError(Exception error) => error is IOException or UnauthorizedAccessException;
}

using System.Diagnostics.CodeAnalysis;

namespace Sse.Reactive;

/// <summary>A checkpoint in a file, replaced as a whole: a crash at any moment leaves the old checkpoint or the new one.</summary>
/// <remarks>
/// <para>A save writes a temporary file beside it (<c>.tmp</c>), flushes that to the disk and renames it over the old one. After a loss
/// of power the file system may bring back the checkpoint before: events are repeated then, not lost.</para>
/// <para>From the first use to <see cref="Dispose"/> the store holds a lock file (<c>.lock</c>, which stays behind, empty): a second store
/// on the same path, also in another process, gets an error. The lock ends with the process. Network file systems may not keep it.</para>
/// <para>A file that is torn, altered or something else is an <see cref="SseCheckpointException"/> that names it, also when it would be saved over; so is a
/// folder that does not exist. Only a file that does not exist means that nothing was saved. If the path is a symbolic link, the file it leads to at the
/// first use is the one that is read, locked and replaced. Thread-safe; file access runs on the thread pool.</para>
/// </remarks>
public sealed class SseFileCheckpointStore : ISseCheckpointStore, IDisposable
{
    private readonly Lock _gate = new();
    private string _path; // until the lock is held, perhaps a link to the file
    private FileStream? _lock;
    private bool _isDisposed;

    /// <summary>Creates the store; the file is not touched yet.</summary>
    /// <param name="path">The file. Its folder has to exist.</param>
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

    /// <summary>Waits for a save that is under way, and lets go of the lock. A later use is an error.</summary>
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
            Read(); // what is no checkpoint is not to be replaced

            try
            {
                using (var file = new FileStream(TemporaryPath, FileMode.Create, FileAccess.Write, FileShare.None))
                {
                    file.Write(bytes);
                    file.Flush(flushToDisk: true);
                }

                File.Move(TemporaryPath, _path, overwrite: true);
            }
            catch (Exception error) when (IsFileFault(error))
            {
                throw new SseCheckpointException(
                    $"The checkpoint file '{_path}' could not be replaced and holds what was saved before: {error.Message}", error);
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
                throw Unreadable("It is too large to be a checkpoint.");
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            var (id, fault) = CheckpointFile.Read(bytes);
            return fault is null ? id : throw Unreadable(fault);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (IsFileFault(error))
        {
            throw new SseCheckpointException($"The checkpoint file '{_path}' could not be read: {error.Message}", error);
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
            throw new SseCheckpointException($"The path of the checkpoint '{_path}' is a folder. Name a file in it.");
        }

        try
        {
            _path = FileLink.TargetOf(_path) ?? _path;
            _lock = new FileStream(LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new SseCheckpointException($"The folder of the checkpoint file '{_path}' does not exist. Create it, or correct the path.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new SseCheckpointException(
                $"This process has no permission to write '{LockPath}', the lock of the checkpoint file. Let it write files in that folder, or choose another one. "
                + error.Message,
                error);
        }
        catch (IOException error)
        {
            throw new SseCheckpointException(
                $"The lock '{LockPath}' of the checkpoint file could not be taken: {error.Message} If another process or store uses that file, give this one "
                + "its own; two would overwrite each other's place.",
                error);
        }
    }

    private SseCheckpointException Unreadable(string fault) => new(
        $"The file '{_path}' cannot be used as a checkpoint. {fault} Put back a good copy, or delete the file to start where a new consumer would.");

    private static bool IsFileFault(Exception error) => error is IOException or UnauthorizedAccessException;
}

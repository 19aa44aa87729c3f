using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace Sse.Reactive;

/// <content>The lock, by which one store at a time uses a checkpoint.</content>
public sealed partial class SseFileCheckpointStore
{
    private static readonly TimeSpan LockInterval = TimeSpan.FromMilliseconds(200);

    private FileStream? _lock;

    /// <summary>
    /// How long the first use waits for another store or process to release the lock, such as the previous instance of a service in a
    /// rolling restart. Default: zero (it fails at once).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or longer than 49 days.</exception>
    public TimeSpan LockTimeout
    {
        get;
        init => field = TimerDuration.NotNegative(value, nameof(LockTimeout));
    }

    /// <summary>Runs the wait for the lock. Default: <see cref="DefaultScheduler.Instance"/>. Use a virtual scheduler in tests.</summary>
    public IScheduler Scheduler
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Scheduler));
    } = DefaultScheduler.Instance;

    private string LockPath => _path + ".lock";

    /// <summary>Waits for the lock.</summary>
    private async ValueTask AcquireAsync(CancellationToken cancellationToken)
    {
        if (LockTimeout == TimeSpan.Zero)
        {
            return; // Load and Save acquire it
        }

        var waiting = Scheduler.StartStopwatch();
        while (!await Task.Run(() => TryAcquire(mustSucceed: waiting.Elapsed >= LockTimeout), cancellationToken).ConfigureAwait(false))
        {
            await Observable.Timer(LockInterval, Scheduler).ToTask(cancellationToken).ConfigureAwait(false);
        }
    }

    private bool TryAcquire(bool mustSucceed)
    {
        lock (_gate)
        {
            try
            {
                Acquire();
                return true;
            }
            catch (SseCheckpointException error) when (error.IsUsedElsewhere && !mustSucceed)
            {
                return false;
            }
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
            if (TemporaryFiles.IsNameTooLong(_path))
            {
                throw new SseCheckpointException(
                    $"The name of the checkpoint file '{_path}' is too long: the temporary file of a save has a longer one. Use a name of "
                    + $"at most {TemporaryFiles.LongestNameOfTarget} bytes.");
            }

            _lock = new FileStream(LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            TemporaryFiles.DeleteLeftovers(_path);
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
        catch (IOException error) when (IsLocked(error))
        {
            throw new SseCheckpointException(
                $"Another process or store uses the checkpoint file '{_path}': its lock file '{LockPath}' is locked. Use a separate file "
                + "for each, since they would overwrite each other's checkpoints, or wait for the lock with "
                + $"SseFileCheckpointStore.LockTimeout. {error.Message}",
                error)
            {
                IsUsedElsewhere = true,
            };
        }
        catch (IOException error)
        {
            throw new SseCheckpointException(
                $"The lock file '{LockPath}' of the checkpoint could not be opened: {error.Message.TrimEnd('.')}. Use a path where this "
                + "process can create files.",
                error);
        }
    }

    /// <summary>Whether a file could not be opened because another handle has it: a sharing or lock violation, or EWOULDBLOCK.</summary>
    private static bool IsLocked(IOException error) => error.HResult is
        unchecked((int)0x80070020) or unchecked((int)0x80070021) // Windows and Mono
        or 11 // Linux
        or 35; // macOS, FreeBSD
}

using System.Reactive.Concurrency;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore;

namespace Sse;

/// <summary>
/// Work of a node that is repeated until the store is disposed of. A failure is logged, and the work is tried again.
/// </summary>
/// <param name="work">Does the work once.</param>
/// <param name="description">What could not be done, for the log.</param>
/// <param name="logger">The logger of the store.</param>
internal sealed partial class BackgroundLoop(Func<CancellationToken, Task<BackgroundLoop.Turn>> work, string description, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _gate = new();
    private Task? _running;
    private Failing? _failing;

    /// <summary>That attempts fail; <see langword="null"/> if the latest one has succeeded.</summary>
    public SseStoreFailure? Failure =>
        Volatile.Read(ref _failing) is { } failing ? new(description, Now - failing.Since, failing.Error) : null;

    private static TimeSpan Now => DefaultScheduler.Instance.Elapsed();

    /// <summary>Starts it. Later calls do nothing.</summary>
    public void Start()
    {
        if (Volatile.Read(ref _running) is not null)
        {
            return;
        }

        lock (_gate)
        {
            if (!_stop.IsCancellationRequested)
            {
                // It outlives the caller who starts it, whose transaction or activity is not its own.
                using var detached = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
                _running ??= Task.Run(RunAsync);
            }
        }
    }

    /// <summary>Ends the current wait, or omits the next one.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException) // it will not wait anyway
        {
        }
    }

    /// <summary>For work that goes on: it succeeds, so that earlier failures are over.</summary>
    public void Succeeded() => Volatile.Write(ref _failing, null);

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            _stop.Cancel();
        }

        await (_running ?? Task.CompletedTask).ConfigureAwait(false);
    }

    [LoggerMessage(EventId = 201, EventName = "WorkFailed", Message = "Could not {Description}. It is tried again.")]
    private static partial void WorkFailed(ILogger logger, LogLevel level, string description, Exception error);

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan wait;
            try
            {
                (wait, var isDone) = await work(_stop.Token).ConfigureAwait(false);
                if (isDone)
                {
                    Succeeded();
                }
            }
            catch (Exception error)
            {
                if (_stop.IsCancellationRequested)
                {
                    return;
                }

                var isNew = _failing?.Error.GetType() != error.GetType();
                Volatile.Write(ref _failing, new(_failing?.Since ?? Now, error));
                WorkFailed(logger, isNew ? LogLevel.Warning : LogLevel.Debug, description, error);
                wait = AfterFailure * (0.5 + Random.Shared.NextDouble());
            }

            try
            {
                await _wake.WaitAsync(wait, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>What a turn of the work has come to.</summary>
    /// <param name="Wait">How long to wait then at most.</param>
    /// <param name="IsDone">Whether it was done here. If not, earlier failures are not over.</param>
    internal readonly record struct Turn(TimeSpan Wait, bool IsDone = true)
    {
        public static implicit operator Turn(TimeSpan wait) => new(wait);
    }

    private sealed record Failing(TimeSpan Since, Exception Error);
}

using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>How a script answers an attempt. The same answer can be played any number of times.</summary>
internal abstract class ScriptedAnswer
{
    public abstract ValueTask<SseResponse> Play(
        SseAttempt attempt, SseScriptAttempt recorded, IScheduler scheduler, CancellationToken cancellationToken);

    /// <summary>Answers after a delay, unless the client gives up first.</summary>
    /// <param name="delay">The delay; <see langword="null"/> never answers.</param>
    /// <param name="answer">Opens the response, or throws the refusal.</param>
    /// <param name="recorded">The attempt; it is closed if there is no response.</param>
    /// <param name="scheduler">The scheduler of the delay.</param>
    /// <param name="cancellationToken">Cancelled when the client gives up.</param>
    private protected static ValueTask<SseResponse> AnswerAfter(
        TimeSpan? delay, Func<SseResponse> answer, SseScriptAttempt recorded, IScheduler scheduler, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            recorded.Close();
            return ValueTask.FromCanceled<SseResponse>(cancellationToken);
        }

        var source = new InlineTaskSource<SseResponse>();
        var task = source.Task;
        if (delay == TimeSpan.Zero)
        {
            Answer();
            return task;
        }

        var timer = delay is { } time ? scheduler.Schedule(time, Answer) : null;
        cancellationToken.UnsafeRegister(
            _ =>
            {
                timer?.Dispose();
                if (recorded.OpenedAt is null)
                {
                    recorded.Close();
                    source.SetException(new OperationCanceledException(cancellationToken));
                }
            },
            null);
        return task;

        void Answer()
        {
            try
            {
                source.SetResult(answer());
            }
            catch (Exception refusal)
            {
                recorded.Close();
                source.SetException(refusal);
            }
        }
    }
}

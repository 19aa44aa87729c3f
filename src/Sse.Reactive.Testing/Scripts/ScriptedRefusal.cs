using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>An answer without a response: the attempt fails after a delay, or is never answered.</summary>
/// <param name="error">The error that the attempt fails with.</param>
/// <param name="delay">The delay; <see langword="null"/> for no answer at all.</param>
internal sealed class ScriptedRefusal(Exception error, TimeSpan? delay) : ScriptedAnswer
{
    /// <summary>Never answers.</summary>
    public static ScriptedRefusal Silence { get; } = new(new OperationCanceledException(), delay: null);

    public override ValueTask<SseResponse> Play(
        SseAttempt attempt, SseScriptAttempt recorded, IScheduler scheduler, CancellationToken cancellationToken) =>
        AnswerAfter(delay, () => throw error, recorded, scheduler, cancellationToken);
}

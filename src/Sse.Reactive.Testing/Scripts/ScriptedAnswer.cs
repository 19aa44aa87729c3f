using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>How a script answers one attempt. The same answer may be played any number of times.</summary>
internal abstract class ScriptedAnswer
{
    public abstract ValueTask<SseResponse> Play(SseAttempt attempt, SseScriptAttempt recorded, IScheduler scheduler, CancellationToken cancellationToken);

    /// <summary>Waits for the answer's time, if it has one, and lets the client give up before.</summary>
    private static ValueTask<SseResponse> Answer(
        TimeSpan? after, Func<SseResponse> answer, SseScriptAttempt recorded, IScheduler scheduler, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            recorded.Close();
            return ValueTask.FromCanceled<SseResponse>(cancellationToken);
        }

        var pending = new Pending<SseResponse>();
        var task = pending.Task;
        if (after == TimeSpan.Zero)
        {
            Complete();
            return task;
        }

        var clock = after is { } time ? scheduler.Schedule(time, Complete) : null;
        cancellationToken.UnsafeRegister(
            _ =>
            {
                clock?.Dispose();
                if (recorded.OpenedAt is null)
                {
                    recorded.Close();
                    pending.Fail(new OperationCanceledException(cancellationToken));
                }
            },
            null);
        return task;

        void Complete()
        {
            try
            {
                pending.Complete(answer());
            }
            catch (Exception refusal)
            {
                recorded.Close();
                pending.Fail(refusal);
            }
        }
    }

    /// <summary>No response at all: a refusal, or silence.</summary>
    public sealed class None(Exception refusal, TimeSpan? after) : ScriptedAnswer
    {
        /// <summary>Silence: the wait for an answer that never comes.</summary>
        public static None AtAll { get; } = new(new OperationCanceledException(), after: null);

        public override ValueTask<SseResponse> Play(SseAttempt attempt, SseScriptAttempt recorded, IScheduler scheduler, CancellationToken cancellationToken) =>
            Answer(after, () => throw refusal, recorded, scheduler, cancellationToken);
    }

    /// <summary>Whatever another transport answers.</summary>
    public sealed class Other(SseTransport transport) : ScriptedAnswer
    {
        public override async ValueTask<SseResponse> Play(
            SseAttempt attempt, SseScriptAttempt recorded, IScheduler scheduler, CancellationToken cancellationToken)
        {
            SseResponse? response = null;
            try
            {
                response = await transport(attempt, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (response is null)
                {
                    recorded.Close();
                }
            }

            return response is null ? null! : recorded.Open(response);
        }
    }

    /// <summary>A response, and what happens to its body when, counted from the response.</summary>
    public sealed class Response(TimeSpan after, IReadOnlyList<BodyAct> acts) : ScriptedAnswer
    {
        private const string ContentType = "Content-Type";

        public int Status { get; init; } = 200;

        public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase) { [ContentType] = "text/event-stream" };

        /// <summary>What a <c>#</c> is.</summary>
        public Exception Error { get; set; } = new IOException("The connection was reset.");

        public bool HasError => acts.Any(act => act.Sign == Mark.Error);

        public override ValueTask<SseResponse> Play(SseAttempt attempt, SseScriptAttempt recorded, IScheduler scheduler, CancellationToken cancellationToken) =>
            Answer(after, () => Open(recorded, scheduler), recorded, scheduler, cancellationToken);

        private SseResponse Open(SseScriptAttempt recorded, IScheduler scheduler)
        {
            var body = recorded.Open();
            foreach (var act in acts)
            {
                if (act.At == TimeSpan.Zero)
                {
                    Do(act, body);
                }
                else
                {
                    scheduler.Schedule(act.At, () => Do(act, body));
                }
            }

            return new(body) { StatusCode = Status, ContentType = Headers.GetValueOrDefault(ContentType), Headers = new Dictionary<string, string>(Headers, Headers.Comparer) };
        }

        private void Do(BodyAct act, ScriptBody body)
        {
            switch (act.Sign)
            {
                case Mark.Completion:
                    body.End();
                    break;
                case Mark.Error:
                    body.Reset(Error);
                    break;
                default:
                    body.Send(act.Bytes);
                    break;
            }
        }
    }

    /// <summary>A chunk, or the body's end.</summary>
    internal readonly record struct BodyAct(TimeSpan At, char Sign, ReadOnlyMemory<byte> Bytes = default);
}

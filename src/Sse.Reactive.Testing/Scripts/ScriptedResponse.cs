using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>A response: its status, its headers, and what happens to its body when.</summary>
/// <param name="delay">How long the server takes to respond.</param>
/// <param name="actions">What happens to the body, in order.</param>
internal sealed class ScriptedResponse(TimeSpan delay, IReadOnlyList<ScriptedBodyAction> actions) : ScriptedAnswer
{
    public const string ContentType = "Content-Type";

    public int StatusCode { get; init; } = 200;

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase) { [ContentType] = "text/event-stream" };

    /// <summary>The error of <c>#</c>.</summary>
    public Exception Error { get; set; } = new IOException("The connection was reset.");

    public bool HasError => actions.Any(action => action.Symbol == Symbol.Error);

    public override ValueTask<SseResponse> Play(
        SseAttempt attempt, SseScriptAttempt recorded, IScheduler scheduler, CancellationToken cancellationToken) =>
        AnswerAfter(delay, () => Open(recorded, scheduler), recorded, scheduler, cancellationToken);

    private SseResponse Open(SseScriptAttempt recorded, IScheduler scheduler)
    {
        var body = recorded.Open();
        foreach (var action in actions)
        {
            if (action.At == TimeSpan.Zero)
            {
                Apply(action, body);
            }
            else
            {
                scheduler.Schedule(action.At, () => Apply(action, body));
            }
        }

        return new(body)
        {
            StatusCode = StatusCode,
            ContentType = Headers.GetValueOrDefault(ContentType),
            Headers = new Dictionary<string, string>(Headers, Headers.Comparer),
        };
    }

    private void Apply(ScriptedBodyAction action, ScriptedBody body)
    {
        switch (action.Symbol)
        {
            case Symbol.Completion:
                body.Complete();
                break;
            case Symbol.Error:
                body.Fail(Error);
                break;
            default:
                body.Send(action.Chunk);
                break;
        }
    }
}

using System.Reactive.Linq;
using System.Text.Json;
using Sse.Protocol;
using Sse.Reactive;

namespace LlmClient;

/// <summary>Sends one question and prints the answer, token by token as it arrives.</summary>
internal sealed class Conversation(ILlmApi api, TextWriter output, TextWriter errors)
{
    public async Task<Outcome> RunAsync(Question question, CancellationToken cancellationToken)
    {
        var options = new SseOptions
        {
            RequestFactory = api.Ask(question), // a POST: never sent again once it may have arrived
            Headers = HeadersOf(question),
            ReconnectPolicy = context => context.Cause is SseStreamClosedException { DiscardedBytes: > 0 }
                ? SseReconnectDecision.Fail // cut in the middle of an event, which matters where no event marks the end
                : SseReconnect.Default(context),
            FailOnFirstAttempt = true, // fail instead of waiting for a server that is not running
            MaxConsecutiveFailures = 5, // of an answer in the background, whose rest may never come
            IdleTimeout = TimeSpan.FromSeconds(60),
            SensitiveHeaders = [api.KeyHeader],
        };
        var deltas = SseObservable.Signals(question.Url, options)
            .Do(ThrowIfError)
            .Events()
            .Select(Read)
            .TakeUntil(delta => delta.IsLast && api.HasEndMark);

        var answer = new Answer();
        try
        {
            await deltas.ForEachAsync(
                delta =>
                {
                    output.Write(Printable.Of(delta.Text));
                    output.Flush();
                    answer.Add(delta);
                },
                cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Report(Outcome.Cancelled, "Cancelled. The connection is closed, which tells the server to stop generating.");
        }
        catch (SseResponseException error)
        {
            return Report(Outcome.NoAnswer, ErrorResponseText.Describe(error));
        }
        catch (Exception error) when (error is SseConnectionException or LlmException or SseLimitExceededException
            or JsonException)
        {
            return answer.HasText
                ? Report(
                    Outcome.Incomplete,
                    $"The answer is incomplete: {Sentence((error.InnerException ?? error).Message)} The question was not sent again.")
                : Report(Outcome.NoAnswer, error.Message);
        }

        return answer.IsComplete
            ? Report(Outcome.Complete, answer.Describe())
            : Report(Outcome.Incomplete, "The answer is incomplete: the stream ended without its end marker.");

        Outcome Report(Outcome outcome, string text)
        {
            if (answer.HasText)
            {
                output.WriteLine();
                output.Flush();
            }

            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                errors.WriteLine(Printable.Of(line));
            }

            return outcome;
        }
    }

    /// <summary>
    /// A line that belongs to no event is an error of the server, which an end mark would hide; but an <c>event</c> line without data may
    /// be a heartbeat.
    /// </summary>
    private static void ThrowIfError(SseSignal signal)
    {
        if (signal is SseSignal.LinesIgnored { Text: var text }
            && text.Split('\n').Any(line =>
                line is "event: error" or $"event: {SseGap.EventType}" || !line.StartsWith("event: ", StringComparison.Ordinal)))
        {
            throw new LlmException(new(text, null));
        }
    }

    private static string Sentence(string text) => text is [.., '.' or '!' or '?'] ? text : text + ".";

    /// <summary>
    /// Reads an event. In every API, one that is named <c>error</c> is an error, a gap is one too, and one of another name without data is
    /// a heartbeat, unless it is the end of an answer from messages.
    /// </summary>
    private AnswerDelta Read(SseEvent e)
    {
        try
        {
            return e switch
            {
                { Type: "error" } => throw new LlmException(ErrorDetail.Read(e.Data)),
                { Type: SseGap.EventType } => throw new LlmException(new("The answer has a gap: events are missing.", null)),
                { Data: "", Type: not (SseEvent.DefaultType or "message_stop") } => AnswerDelta.Empty,
                _ => api.Read(e),
            };
        }
        catch (Exception error) when ((error.InnerException ?? error) is InvalidOperationException)
        {
            throw new LlmException(new("A text has half of a surrogate pair, which is no character.", null));
        }
    }

    private IReadOnlyDictionary<string, string> HeadersOf(Question question) => question.Key is null
        ? api.Headers
        : new Dictionary<string, string>(api.Headers) { [api.KeyHeader] = api.KeyPrefix + question.Key };
}

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
            RequestFactory = (_, _) => new(api.CreateRequest(question)), // a POST: never sent again once it may have arrived
            FailOnFirstAttempt = true, // fail instead of waiting for a server that is not running
            IdleTimeout = TimeSpan.FromSeconds(60),
            SensitiveHeaders = api.SensitiveHeaders,
        };
        var answer = SseObservable.Connect(question.Url, api.Read, options).TakeUntil(delta => delta.IsLast);

        var hasText = false;
        var isComplete = false;
        string? stopReason = null;
        try
        {
            await answer.ForEachAsync(
                delta =>
                {
                    output.Write(Printable.Of(delta.Text));
                    output.Flush();
                    hasText |= delta.Text.Length > 0;
                    isComplete |= delta.IsLast;
                    stopReason = delta.StopReason ?? stopReason;
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
        catch (Exception error) when (error is SseConnectionException or LlmException or JsonException or SseLimitExceededException)
        {
            return hasText
                ? Report(
                    Outcome.Incomplete,
                    $"The answer is incomplete: {(error.InnerException ?? error).Message} The question was not sent again.")
                : Report(Outcome.NoAnswer, error.Message);
        }

        return isComplete
            ? Report(Outcome.Complete, stopReason is "length" or "max_tokens" ? "The model has reached its token limit." : "")
            : Report(Outcome.Incomplete, "The answer is incomplete: the stream ended without its end marker.");

        Outcome Report(Outcome outcome, string text)
        {
            if (hasText)
            {
                output.WriteLine();
                output.Flush();
            }

            if (text.Length > 0)
            {
                errors.WriteLine(Printable.Of(text));
            }

            return outcome;
        }
    }
}

using System.Reactive.Linq;
using System.Text.Json;
using Sse.Protocol;
using Sse.Reactive;

namespace LlmClient;

/// <summary>One question and its answer, token by token as they come.</summary>
internal sealed class Conversation(ILlmApi api, TextWriter output, TextWriter errors)
{
    public async Task<Outcome> RunAsync(Question question, CancellationToken cancellationToken)
    {
        var options = new SseOptions
        {
            RequestFactory = (_, _) => new(api.NewRequest(question)), // a POST: once it may have arrived, it is never sent again
            FailOnFirstAttempt = true,                                   // nobody there: say so, rather than wait
            IdleTimeout = TimeSpan.FromSeconds(60),
            SensitiveHeaders = api.SensitiveHeaders,
        };
        var answer = SseObservable.Connect(question.Url, api.Read, options).TakeUntil(piece => piece.IsLast);

        var hasBegun = false;
        var isWhole = false;
        string? stopReason = null;
        try
        {
            await answer.ForEachAsync(
                piece =>
                {
                    output.Write(Printable.Of(piece.Text));
                    output.Flush();
                    hasBegun |= piece.Text.Length > 0;
                    isWhole |= piece.IsLast;
                    stopReason = piece.StopReason ?? stopReason;
                },
                cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Tell(Outcome.Stopped, "Stopped: the connection is closed, so the model need not go on.");
        }
        catch (SseResponseException refusal)
        {
            return Tell(Outcome.Refused, Refusal.Describe(refusal));
        }
        catch (Exception error) when (error is SseConnectionException or LlmException or JsonException or SseLimitExceededException)
        {
            return hasBegun
                ? Tell(Outcome.BrokenOff, $"The answer broke off: {(error.InnerException ?? error).Message} The question was sent once; it is not sent again unless you ask again.")
                : Tell(Outcome.Refused, error.Message);
        }

        return isWhole
            ? Tell(Outcome.Complete, stopReason is "length" or "max_tokens" ? "The model has reached its token limit." : "")
            : Tell(Outcome.BrokenOff, "The answer broke off: the stream ended without the mark of its end.");

        Outcome Tell(Outcome outcome, string text)
        {
            if (hasBegun)
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

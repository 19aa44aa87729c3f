using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>The answer of another transport.</summary>
internal sealed class ScriptedTransport(SseTransport transport) : ScriptedAnswer
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

using System.Text;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Sdks;

/// <summary>Asks for answers with an SDK of .NET, as <c>tests/peers/sdks/cases.mjs</c> does with one of Node.</summary>
/// <param name="uri">The base URL.</param>
/// <param name="retries">How often it sends a refused request again.</param>
internal delegate IAsyncEnumerable<AnswerPart> DotNetSdk(Uri uri, int retries);

/// <summary>Runs an SDK of .NET.</summary>
internal static class DotNetSdkExtensions
{
    public static async Task<IReadOnlyDictionary<string, Outcome>> AskForAllAsync(this DotNetSdk sdk, SdkServer server)
    {
        var outcomes = await Task.WhenAll(server.Uris.Select(async answer => (answer.Key, await sdk.AskAsync(server, answer.Key))));
        return outcomes.ToDictionary(o => o.Key, o => o.Item2);
    }

    private static async Task<Outcome> AskAsync(this DotNetSdk sdk, SdkServer server, string answer)
    {
        var (all, reason, error) = (new StringBuilder(), (string?)null, (string?)null);
        try
        {
            var parts = sdk(server.Uris[answer], answer == "retried" ? 1 : 0);
            await using var enumerator = parts.GetAsyncEnumerator();
            while (await enumerator.MoveNextAsync().AsTask().WaitAsync(Peer.Deadline))
            {
                var part = enumerator.Current;
                all.Append(part.Text);
                reason ??= part.End;
                error ??= part.Error;
                var isHalf = all.Equals(Answers.Half) && !string.IsNullOrEmpty(part.Text);
                if (isHalf && answer == "too-slow")
                {
                    await server.Record.WaitForAsync("TooSlow"); // which reads nothing meanwhile
                }

                if (isHalf && answer == "left")
                {
                    break;
                }
            }
        }
        catch (Exception e)
        {
            error ??= $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}";
        }

        var text = all.ToString();
        return new(text[..Math.Min(text.Length, 40)], error, reason);
    }
}

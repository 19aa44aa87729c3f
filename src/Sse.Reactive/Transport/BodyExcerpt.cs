using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sse.Reactive;

/// <summary>The beginning of a refusal's body, for the error's message.</summary>
internal static class BodyExcerpt
{
    /// <summary>A server that refuses and then stalls cannot hold up the verdict for longer than this.</summary>
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(5);

    // Pooling: its completions run where they happen, as virtual time needs.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<string> ReadAsync(Stream body, int maxBytes, IScheduler scheduler, CancellationToken cancellationToken)
    {
        var buffer = new byte[maxBytes];
        var length = 0;
        using var limit = new Deadline(cancellationToken);
        limit.Start(LongestRead, scheduler);
        try
        {
            int count;
            while (length < maxBytes
                && (count = await CancellableWait<int>.Start((body, buffer, length), static (s, token) => s.body.ReadAsync(s.buffer.AsMemory(s.length), token), limit.Token).ConfigureAwait(false)) > 0)
            {
                length += count;
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The refusal is what matters; of a body that breaks off or stalls, what has come is enough.
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}

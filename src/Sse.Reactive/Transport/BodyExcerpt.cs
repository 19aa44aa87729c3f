using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sse.Reactive;

/// <summary>Reads the beginning of the body of a response that is not an event stream, for the error's message.</summary>
internal static class BodyExcerpt
{
    /// <summary>Limits how long a body that stalls can delay the error.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    // With a pooling builder the continuation runs synchronously on the completing thread, which virtual time needs.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<string> ReadAsync(Stream body, int maxBytes, IScheduler scheduler, CancellationToken cancellationToken)
    {
        var buffer = new byte[maxBytes];
        var length = 0;
        using var limit = new Deadline(cancellationToken);
        limit.Start(ReadTimeout, scheduler);
        try
        {
            int count;
            do
            {
                var read = CancellableWait<int>.Start(
                    (body, Free: buffer.AsMemory(length)), static (s, token) => s.body.ReadAsync(s.Free, token), limit.Token);
                count = await read.ConfigureAwait(false);
                length += count;
            }
            while (count > 0 && length < maxBytes);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The part that has arrived is enough.
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}

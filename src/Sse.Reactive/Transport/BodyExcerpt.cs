using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sse.Reactive;

/// <summary>The beginning of the body of a response that is not an event stream.</summary>
/// <param name="text">The text, decoded as UTF-8.</param>
/// <param name="isWhole">Whether it is the whole body.</param>
internal readonly struct BodyExcerpt(string text, bool isWhole)
{
    private const int FirstBufferSize = 4097;

    /// <summary>Limits how long a body that stalls can delay the error.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    public string Text => text ?? ""; // of the default: a body that was not read

    public bool IsWhole => isWhole;

    // With a pooling builder the continuation runs synchronously on the completing thread, which virtual time needs.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<BodyExcerpt> ReadAsync(
        Stream body, int maxBytes, IScheduler scheduler, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(FirstBufferSize, maxBytes + 1)]; // one byte more, which only a longer body has
        var length = 0;
        var isWhole = false;
        using var limit = new Deadline(cancellationToken);
        limit.Start(ReadTimeout, scheduler);
        try
        {
            while (!isWhole && length <= maxBytes)
            {
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, (int)Math.Min(2L * length, maxBytes + 1L));
                }

                var read = CancellableWait<int>.Start(
                    (body, Free: buffer.AsMemory(length)), static (s, token) => s.body.ReadAsync(s.Free, token), limit.Token);
                var count = await read.ConfigureAwait(false);
                length += count;
                isWhole = count == 0;
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The part that has arrived is enough.
        }

        return new(Encoding.UTF8.GetString(buffer, 0, Math.Min(length, maxBytes)), isWhole);
    }
}

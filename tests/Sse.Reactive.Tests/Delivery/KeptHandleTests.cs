using System.Runtime.CompilerServices;

namespace Sse.Reactive.Tests;

/// <summary>The handle of a subscription that is over keeps nothing alive: no observer, no selector, no transport.</summary>
public class KeptHandleTests
{
    [TestCase(true, TestName = "The_handle_of_a_disposed_subscription_keeps_nothing_alive")]
    [TestCase(false, TestName = "The_handle_of_an_ended_subscription_keeps_nothing_alive")]
    public void Keeps(bool isDisposed)
    {
        var (handle, kept) = Subscribe(isDisposed);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.That(kept.Where(reference => reference.IsAlive), Is.Empty);
        GC.KeepAlive(handle);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (IDisposable Handle, WeakReference[] Kept) Subscribe(bool isDisposed)
    {
        var body = isDisposed ? new PendingBody() : (Stream)new MemoryStream("data: x\n\n"u8.ToArray());
        var observer = new Observer();
        var answer = new Answer(body);
        var handle = SseObservable
            .Connect(answer.Open, answer.Select, new() { ReconnectPolicy = SseReconnect.Never })
            .Subscribe(observer);
        Assert.That(observer.IsCompleted, Is.EqualTo(!isDisposed));
        if (isDisposed)
        {
            handle.Dispose();
        }

        return (handle, [new(observer), new(answer), new(body)]);
    }

    private sealed class Answer(Stream body)
    {
        public ValueTask<SseResponse> Open(SseAttempt attempt, CancellationToken cancellationToken) => new(new SseResponse(body));

        public string Select(SseEventView view) => view.Type + (body is null);
    }

    private sealed class Observer : IObserver<string>
    {
        public bool IsCompleted { get; private set; }

        public void OnNext(string value)
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnCompleted() => IsCompleted = true;
    }

    private sealed class PendingBody : Sse.Tests.Shared.ReadableStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var pending = new TaskCompletionSource<int>();
            using var registration = cancellationToken.Register(() => pending.TrySetCanceled(cancellationToken));
            return await pending.Task.ConfigureAwait(false);
        }
    }
}

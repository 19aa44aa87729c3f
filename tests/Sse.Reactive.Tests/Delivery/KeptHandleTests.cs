using System.Runtime.CompilerServices;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>The handle of a subscription that is over keeps nothing alive: no observer, no selector, no transport.</summary>
public class KeptHandleTests
{
    private const int LargestHandle = 200; // bytes

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<string, Func<Answer, SseOptions, Observer, IDisposable>> Streams = new()
    {
        ["Connect"] = (answer, options, observer) => SseObservable.Connect(answer.Open, options).Subscribe(observer),
        ["Connect, selector"] = (answer, options, observer) =>
            SseObservable.Connect(answer.Open, answer.Select, options).Subscribe(observer),
        ["Signals"] = (answer, options, observer) => SseObservable.Signals(answer.Open, options).Subscribe(observer),
        ["CheckpointStore"] = (answer, options, observer) => SseObservable
            .Connect(answer.Open, answer.Select, options with { CheckpointStore = new SseMemoryCheckpointStore() })
            .Subscribe(observer),
        ["CheckpointTo"] = (answer, options, observer) => SseObservable.Connect(answer.Open, answer.Select, options)
            .CheckpointTo(new SseMemoryCheckpointStore(), _ => "1")
            .Subscribe(observer),
        ["Share"] = (answer, options, observer) => SseObservable.Signals(answer.Open, options).Share().Subscribe(observer),
        ["Events"] = (answer, options, observer) => SseObservable.Signals(answer.Open, options).Events().Subscribe(observer),
        ["WithoutGaps"] = (answer, options, observer) =>
            SseObservable.Connect(answer.Open, options).WithoutGaps(_ => { }).Subscribe(observer),
    };

    private static IEnumerable<object[]> Cases =>
        from name in Streams.Keys
        from isDisposed in new[] { true, false }
        select new object[] { name, isDisposed };

    [TestCaseSource(nameof(Cases))]
    public void The_handle_of_a_subscription_that_is_over_keeps_nothing_alive(string stream, bool isDisposed)
    {
        var (handle, kept) = Subscribe(Streams[stream], isDisposed);

        SpinWait.SpinUntil(() => Kept(kept).Length == 0, Deadline); // the reader may be ending on another thread

        Assert.That(Kept(kept), Is.Empty);
        GC.KeepAlive(handle);
    }

    [TestCaseSource(nameof(Cases))]
    public void The_handle_of_a_subscription_that_is_over_is_small(string stream, bool isDisposed)
    {
        var handles = new IDisposable[1000];
        handles[0] = Subscribe(Streams[stream], isDisposed).Handle;
        Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < handles.Length; i++)
        {
            handles[i] = Subscribe(Streams[stream], isDisposed).Handle;
        }

        long Size() => (GC.GetTotalMemory(forceFullCollection: true) - before) / handles.Length;
        SpinWait.SpinUntil(() => Size() < LargestHandle, Deadline); // readers may be ending on other threads

        Assert.That(Size(), Is.LessThan(LargestHandle));
        GC.KeepAlive(handles);
    }

    private static string[] Kept(Dictionary<string, WeakReference> references)
    {
        Collect();
        return [.. references.Where(entry => entry.Value.IsAlive).Select(entry => entry.Key)];
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (IDisposable Handle, Dictionary<string, WeakReference> Kept) Subscribe(
        Func<Answer, SseOptions, Observer, IDisposable> subscribe, bool isDisposed)
    {
        var body = isDisposed ? new PendingBody() : (Stream)new MemoryStream("data: x\n\n"u8.ToArray());
        var observer = new Observer();
        var answer = new Answer(body);
        var handle = subscribe(answer, new() { ReconnectPolicy = SseReconnect.Never }, observer);
        Assert.That(observer.IsCompleted, Is.EqualTo(!isDisposed));
        if (isDisposed)
        {
            handle.Dispose();
        }

        return (handle, new() { ["observer"] = new(observer), ["transport"] = new(answer), ["body"] = new(body) });
    }

    private sealed class Answer(Stream body)
    {
        public ValueTask<SseResponse> Open(SseAttempt attempt, CancellationToken cancellationToken) => new(new SseResponse(body));

        public string Select(SseEventView view) => view.Type + (body is null);
    }

    private sealed class Observer : IObserver<SseEvent>, IObserver<SseSignal>, IObserver<string>
    {
        public bool IsCompleted { get; private set; }

        public void OnNext(SseEvent value)
        {
        }

        public void OnNext(SseSignal value)
        {
        }

        public void OnNext(string value)
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnCompleted() => IsCompleted = true;
    }

    private sealed class PendingBody : ReadableStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var pending = new TaskCompletionSource<int>();
            using var registration = cancellationToken.Register(() => pending.TrySetCanceled(cancellationToken));
            return await pending.Task.ConfigureAwait(false);
        }
    }
}

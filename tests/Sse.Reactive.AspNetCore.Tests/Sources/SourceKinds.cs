using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Runtime.CompilerServices;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A source of any kind, which a test lets complete, fail or go on, and which reports when its last code has run.</summary>
internal sealed class SourceKinds : IDisposable
{
    private readonly TestSource _source = new();
    private readonly SseTopic _topic = new("t");
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _isReleased = new();
    private volatile string _command = "";
    private volatile bool _hasEnded;

    /// <summary>Whether its code has run to its end, including its <c>finally</c> blocks.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Whether its own code has begun to run, for the kinds that produce events on their own.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The kinds that stop when they are cancelled or disposed of.</summary>
    public static string[] Stoppable => ["cold", "hot", "topic", "topic-where", "trampoline", "repeat-trampoline", "iterator"];

    /// <summary>The kinds that nothing stops.</summary>
    public static string[] Unstoppable => ["looping", "repeat", "blocking-dispose", "ignoring-token"];

    /// <summary>Whether a test has to push its events.</summary>
    public static bool IsPushedByTest(string kind) => kind is "cold" or "hot" or "topic" or "topic-where" or "blocking-dispose";

    public SseStreamResult Stream(string kind, SseServerOptions options) => kind switch
    {
        "cold" => SseResults.Stream(Observable.Using(() => Disposable.Create(End), _ => _source), options),
        "hot" => SseResults.Stream(_source.Finally(End), options),
        "topic" => SseResults.Stream(_topic, options),
        "topic-where" => SseResults.Stream(_topic.Where(_ => true).Finally(End), options),
        "trampoline" => SseResults.Stream(Rows().ToObservable(), options),
        "repeat-trampoline" => SseResults.Stream(Observable.Repeat(new SseEvent("x")).TakeWhile(_ => IsRunning()).Finally(End), options),
        "iterator" => SseResults.Stream(PullAsync(), options),
        "looping" => SseResults.Stream(Observable.Create<SseEvent>(Loop), options),
        "repeat" => SseResults.Stream(Observable.Defer(ReturnOne).Repeat().Finally(End), options),
        "blocking-dispose" => SseResults.Stream(Observable.Using(() => Disposable.Create(Block), _ => _source), options),
        "ignoring-token" => SseResults.Stream(IgnoreTokenAsync(), options),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind."),
    };

    /// <summary>Pushes an event, for the kinds that do not produce events on their own.</summary>
    public void Push()
    {
        _topic.Publish(new("0123456789"));
        _source.OnNext(new("0123456789"));
    }

    public void Complete()
    {
        _command = "complete";
        _topic.OnCompleted();
        _source.OnCompleted();
        _released.TrySetResult();
    }

    public void Fail()
    {
        _command = "fail";
        _topic.OnError(new FormatException());
        _source.OnError(new FormatException());
        _released.TrySetResult();
    }

    /// <summary>Lets the kinds that nothing stops run to their end.</summary>
    public void Release()
    {
        _command = "complete";
        _released.TrySetResult();
        _isReleased.Cancel();
    }

    public void Dispose()
    {
        Release();
        _isReleased.Dispose();
        _source.Dispose();
    }

    private void End()
    {
        _hasEnded = true;
        Waiting.Pulse();
    }

    private bool IsRunning()
    {
        HasBegun = true;
        return _command switch
        {
            "" => true,
            "fail" => throw new FormatException(),
            _ => false,
        };
    }

    private IObservable<SseEvent> ReturnOne() =>
        IsRunning() ? Observable.Return(new SseEvent("x")) : Observable.Throw<SseEvent>(new FormatException());

    private IEnumerable<SseEvent> Rows()
    {
        try
        {
            while (IsRunning())
            {
                yield return new("x");
            }
        }
        finally
        {
            Thread.Yield(); // its last code runs after Dispose has returned
            End();
        }
    }

    private IDisposable Loop(IObserver<SseEvent> observer)
    {
        try
        {
            while (IsRunning())
            {
                observer.OnNext(new("x"));
            }

            observer.OnCompleted();
        }
        catch (FormatException error)
        {
            observer.OnError(error);
        }

        End();
        return Disposable.Empty;
    }

    private void Block()
    {
        if (_command.Length == 0)
        {
            _isReleased.Token.WaitHandle.WaitOne(Waiting.Deadline);
        }

        End();
    }

    private async IAsyncEnumerable<SseEvent> PullAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            HasBegun = true;
            yield return new("x");
            await _released.Task.WaitAsync(cancellationToken);
            IsRunning();
        }
        finally
        {
            await Task.Yield();
            End();
        }
    }

    private async IAsyncEnumerable<SseEvent> IgnoreTokenAsync()
    {
        try
        {
            HasBegun = true;
            yield return new("x");
            await _released.Task;
            IsRunning();
        }
        finally
        {
            End();
        }
    }
}

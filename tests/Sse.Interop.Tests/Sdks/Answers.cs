using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Runtime.CompilerServices;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Sdks;

/// <summary>The answers of an API, by name: what happens to the source, and the options of the server.</summary>
internal sealed class Answers
{
    /// <summary>A whole answer.</summary>
    public const string Text = "One two three four five six.";

    /// <summary>What is sent before something happens.</summary>
    public const string Half = "One two three ";

    /// <summary>What the error event of a failed source says.</summary>
    public const string ErrorMessage = "The model is not available.";

    /// <summary>How long the source is silent between two words while heartbeats are sent.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(450);

    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Api _api;

    public Answers(Api api, Action stopHost)
    {
        _api = api;
        var options = new SseServerOptions { CompletionEvent = api.Completion, Heartbeat = api.Heartbeat };
        var retry = api.Heartbeat == SseHeartbeat.Comment ? TimeSpan.FromSeconds(1) : default(TimeSpan?);
        ByName = new Dictionary<string, Func<SseStreamResult>>
        {
            ["whole"] = () => Stream(_ => Task.CompletedTask, options),
            ["retry"] = () => Stream(_ => Task.CompletedTask, options with { ReconnectionTime = retry }),
            ["heartbeats"] = () => Stream(
                token => Task.Delay(Silence, token), options with { HeartbeatInterval = TimeSpan.FromMilliseconds(100) }),
            ["failing"] = () => Stream(FailAsync, options),
            ["failing-at-once"] = () => SseResults.Stream(Observable.Throw<SseEvent>(new FormatException("secret")), options),
            ["error-event"] = () => Stream(FailAsync, options with { ErrorEvents = _ => [api.Error(ErrorMessage)] }),
            ["clean-end"] = () => Stream(FailAsync, options with { UnfinishedEnd = SseUnfinishedEnd.Resume }),
            ["too-slow"] = () => SseResults.Stream(TooMuch(), options with { MaxQueuedBytes = 256 * 1024 }),
            ["left"] = () => Stream(NeverAsync, options),
            ["cut"] = () => Stream(token => StopAsync(stopHost, Timeout.InfiniteTimeSpan, token), options),
            ["host-stops"] = () => Stream(token => StopAsync(stopHost, TimeSpan.FromMilliseconds(200), token), options),
        };
    }

    public IReadOnlyDictionary<string, Func<SseStreamResult>> ByName { get; }

    /// <summary>Completes when the source of the answer "left" was stopped.</summary>
    public Task Stopped => _stopped.Task;

    private static Task FailAsync(CancellationToken cancellationToken) => throw new FormatException("secret");

    private static Task StopAsync(Action stopHost, TimeSpan rest, CancellationToken cancellationToken)
    {
        stopHost();
        return Task.Delay(rest, cancellationToken);
    }

    private async Task NeverAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            _stopped.TrySetResult();
        }
    }

    private SseStreamResult Stream(Func<CancellationToken, Task> middle, SseServerOptions options) =>
        SseResults.Stream(AnswerAsync(middle), options);

    private async IAsyncEnumerable<SseEvent> AnswerAsync(
        Func<CancellationToken, Task> middle, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var value in FirstHalf())
        {
            yield return value;
        }

        await middle(cancellationToken);
        foreach (var value in Tokens(Text[Half.Length..]).Concat(_api.End))
        {
            yield return value;
        }
    }

    private IEnumerable<SseEvent> FirstHalf() => _api.Begin.Concat(Tokens(Half));

    private IEnumerable<SseEvent> Tokens(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => _api.Token(word.EndsWith('.') ? word : word + " "));

    /// <summary>A source that does not wait for its client, and sends until it is stopped.</summary>
    private IObservable<SseEvent> TooMuch() => Observable.Create<SseEvent>(observer =>
    {
        var isStopped = new BooleanDisposable();
        var token = _api.Token(new string('x', 32 * 1024));
        _ = Task.Run(() =>
        {
            foreach (var value in FirstHalf().Concat(Enumerable.Repeat(token, int.MaxValue)))
            {
                if (isStopped.IsDisposed)
                {
                    return;
                }

                observer.OnNext(value);
            }
        });
        return isStopped;
    });
}

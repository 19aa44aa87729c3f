using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Sse.Tool.Formats;
using Sse.Tool.Output;
using Sse.Tool.Stats;

namespace Sse.Tool.Listening;

/// <summary><c>sse URL</c>, from its arguments to its exit code.</summary>
internal static class Listen
{
    /// <summary>How long the output may keep us, when asked to end: whoever should read it may have stopped.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public static async Task<ExitCode> RunAsync(Ask ask)
    {
        using var signals = new StopSignals();
        var screen = new Screen(Paper.For(OutputStream.Output(), Terminal.Output.HasColours), Paper.For(OutputStream.Error(), Terminal.Error.HasColours));
        var life = new Life(screen, ask.IsQuiet, ask.IsVerbose);
        try
        {
            return await RunAsync(ask, screen, life, signals.Asked);
        }
        catch (ClosedPipeException)
        {
            return ExitCode.Done;
        }
        catch (Exception error)
        {
            life.Fail(Failure.Of(error, ask));
            return ExitCode.Failed;
        }
    }

    private static async Task<ExitCode> RunAsync(Ask ask, Screen screen, Life life, IObservable<ExitCode> asked)
    {
        var scheduler = DefaultScheduler.Instance;
        using var bytes = ask.HasStats ? new ReceivedBytes() : null;
        var stats = bytes is null ? null : new LiveStats(screen, () => bytes.Count, ask.Lag, scheduler);
        var listener = new Listener(ask, FormatOf(ask, life), screen, life, stats, scheduler);

        // Until all is closed: the store, the statistics and the last line end wait for the output too.
        using var impatience = asked.Merge(listener.TimeIsUp).Delay(Grace, scheduler).Subscribe(code => Environment.Exit((int)code));
        using var store = ask.Checkpoint is { } path ? new SseFileCheckpointStore(path) : null;

        var closed = ClosedPipe.Watch().Select(_ => ExitCode.Done);
        var events = listener.Listen(SseObservable.Signals(ask.Uri, OptionsOf(ask, store)), asked.Merge(closed));
        var done = (store is null ? events : events.CheckpointTo(store)).LastOrDefaultAsync();
        using (stats?.Show(Terminal.Error.IsTerminal, () => Terminal.Width))
        {
            await done.ToTask();
        }

        screen.EndLine();
        return listener.ExitCode;
    }

    private static SseOptions OptionsOf(Ask ask, SseFileCheckpointStore? store) => new()
    {
        RequestFactory = (_, _) => new(Requests.Of(ask)),
        SensitiveHeaders = [.. ask.Headers.Select(header => header.Name)], // whoever a redirect leads to was not meant
        HttpClient = ask.IsInsecure ? InsecureClient.Create() : null,
        ReconnectPolicy = ask.Reconnects ? SseReconnect.Default : SseReconnect.Never,
        LastEventId = ask.LastEventId,
        CheckpointStore = store,
        IdleTimeout = ask.Idle,
        MaxEventBytes = ask.MaxEvent ?? SseParseOptions.DefaultMaxEventBytes,
    };

    private static IEventFormat FormatOf(Ask ask, Life life)
    {
        var isTerminal = Terminal.Output.IsTerminal;
        return ask.Output switch
        {
            OutputKind.Raw => new RawFormat(isTerminal),
            OutputKind.Json => new JsonFormat(ask.Json!, ask.IsJoined, isTerminal, life.TellNoJson),
            OutputKind.Ndjson => new NdjsonFormat(isTerminal),
            _ => isTerminal ? new ScreenFormat(() => Terminal.Width) : new PipeFormat(),
        };
    }
}

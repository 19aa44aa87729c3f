using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace Sse.Tool;

/// <summary>Runs <c>sse URL</c>.</summary>
internal static class ListenCommand
{
    /// <summary>
    /// How long a blocked output may delay the end once it was requested: the process that should read it may have stopped reading.
    /// </summary>
    private static readonly TimeSpan OutputGracePeriod = TimeSpan.FromSeconds(1);

    public static async Task<ExitCode> RunAsync(ListenRequest request)
    {
        using var signals = new StopSignals();
        var console = new ConsoleWriter(
            TextOutput.Create(OutputStream.OpenOutput(), Terminal.Output.HasColors),
            TextOutput.Create(OutputStream.OpenError(), Terminal.Error.HasColors),
            Terminal.Output.IsTerminal);
        var report = new ConnectionReport(console, request.IsQuiet, request.IsVerbose, request.CheckpointFile is not null);
        try
        {
            return await RunAsync(request, console, report, signals.Requested);
        }
        catch (ClosedPipeException)
        {
            return ExitCode.Done;
        }
        catch (Exception error)
        {
            report.ReportRefusal(error);
            report.ReportFailure(FailureText.Of(error, request));
            return ExitCode.Failed;
        }
    }

    private static async Task<ExitCode> RunAsync(
        ListenRequest request, ConsoleWriter console, ConnectionReport report, IObservable<ExitCode> stopRequested)
    {
        var scheduler = DefaultScheduler.Instance;
        using var bytes = request.HasStats ? new ReceivedBytes() : null;
        var stats = bytes is null ? null : new LiveStats(console, () => bytes.Count, request.LagPath, scheduler);
        var printer = new EventPrinter(request, FormatOf(request, report), console, report, stats, scheduler);

        // Declared before all that is disposed below, since the store, the statistics and the last line end can block on the output too.
        using var forcedExit = stopRequested.Merge(printer.DurationElapsed)
            .Delay(OutputGracePeriod, scheduler)
            .Subscribe(code => Environment.Exit((int)code));
        using var store = request.CheckpointFile is { } path ? new SseFileCheckpointStore(path) : null;

        var pipeClosed = ClosedPipe.Watch().Select(_ => ExitCode.Done);
        var events = printer.Print(SseObservable.Signals(request.Uri, OptionsOf(request, store)), stopRequested.Merge(pipeClosed));
        var completion = (store is null ? events : events.CheckpointTo(store)).LastOrDefaultAsync();
        using (stats?.Start(Terminal.Error.IsTerminal, () => Terminal.Width))
        {
            await completion.ToTask();
        }

        console.EndLine();
        return printer.ExitCode;
    }

    private static SseOptions OptionsOf(ListenRequest request, SseFileCheckpointStore? store) => new()
    {
        RequestFactory = (attempt, _) => new(HttpRequestFactory.Create(request, attempt.LastEventId)),
        SensitiveHeaders = [.. request.Headers.Select(header => header.Name)], // not meant for the origin a redirect leads to
        TrustedOrigins = request.TrustedOrigins,
        HttpClient = request.IsInsecure ? InsecureHttpClient.Create() : null,
        ReconnectPolicy = request.Reconnects ? SseReconnect.Default : SseReconnect.Never,
        MaxConsecutiveFailures = request.MaxRetries + 1,
        CanResend = request.MaxRetries is null ? null : IsRefused,
        LastEventId = request.LastEventId,
        CheckpointStore = store,
        IdleTimeout = request.IdleTimeout,
        AcceptAnyContentType = request.AcceptsAnyType,
        MaxEventBytes = request.MaxEventBytes ?? SseParseOptions.DefaultMaxEventBytes,
    };

    /// <summary>Whether the previous request was refused: it has not started anything, so it is safe to send it again.</summary>
    private static bool IsRefused(HttpRequestMessage request, SseAttempt attempt) => attempt.Previous is SseResponseException;

    private static IEventFormat FormatOf(ListenRequest request, ConnectionReport report)
    {
        var isTerminal = Terminal.Output.IsTerminal;
        return request.Format switch
        {
            OutputFormat.Raw => new RawFormat(isTerminal),
            OutputFormat.JsonValue => new JsonValueFormat(request.JsonPath!, request.IsJoined, isTerminal, report.ReportInvalidJson),
            OutputFormat.Ndjson => new NdjsonFormat(isTerminal),
            _ => isTerminal ? new TerminalFormat(() => Terminal.Width) : new TabSeparatedFormat(),
        };
    }
}

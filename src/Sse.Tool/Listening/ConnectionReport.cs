using System.Globalization;

namespace Sse.Tool;

/// <summary>Reports what happens to the connection on standard error, one line each.</summary>
internal sealed class ConnectionReport(ConsoleWriter console, bool isQuiet, bool isVerbose, bool isCheckpointed)
{
    private const int MaxLength = 200;
    private const int MaxErrorLength = 1000;

    private string _lastEventId = "";
    private bool _hasWarnedOfMissingIds;

    /// <summary>Whether there was an error within the stream, or its end in the middle of an event.</summary>
    public bool HasFailed { get; private set; }

    public void Report(SseSignal signal)
    {
        switch (signal)
        {
            case SseSignal.Event { Value: var e }:
                _lastEventId = e.LastEventId;
                WarnOfMissingIds();
                break;

            case SseSignal.IdChanged id:
                _lastEventId = id.LastEventId;
                WriteDetail($"ID {Shown(id.LastEventId)}, without an event");
                break;

            case SseSignal.Opened { Attempt: 1 } opened:
                WriteLine(TextStyle.Good, "open", Redacted(opened.Uri));
                WriteHeaders(opened.StatusCode, opened.Headers);
                break;

            case SseSignal.Opened opened:
                var resumedFrom = _lastEventId.Length > 0 ? $"after ID {Shown(_lastEventId)}" : Redacted(opened.Uri);
                WriteLine(TextStyle.Good, "reconnected", resumedFrom);
                WriteHeaders(opened.StatusCode, opened.Headers);
                break;

            case SseSignal.Disconnected lost:
                ReportRefusal(lost.Cause);
                WriteLine(TextStyle.Warning, "lost", $"{CauseText.Of(lost.Cause)}; reconnecting in {DurationText.Of(lost.Delay)}");
                break;

            case SseSignal.LastEventIdOmitted id:
                WriteLine(TextStyle.Warning, "not resumed", Shown($"the last event ID cannot be sent: {ToolWording.Of(id.Reason)}"));
                break;

            case SseSignal.Ended { Cause: SseStreamClosedException { DiscardedBytes: > 0 and var count } }:
                HasFailed = true;
                ReportFailure(
                    $"The stream ended in the middle of an event: {count} bytes had arrived, but not the blank line that ends it.");
                break;

            case SseSignal.Ended ended:
                ReportRefusal(ended.Cause);
                WriteLine(TextStyle.Dim, "ended", CauseText.Of(ended.Cause));
                break;

            case SseSignal.RetryChanged retry:
                WriteDetail($"retry: the server set the reconnection time to {DurationText.Of(retry.ReconnectionTime)}");
                break;

            case SseSignal.LinesIgnored lines:
                var text = Shown(lines.Text.Replace('\n', ' '));
                WriteDetail($"{lines.Count} {(lines.Count == 1 ? "line was" : "lines were")} ignored: {text}");
                break;

            case SseSignal.Comment comment:
                WriteDetail($"comment: {Shown(comment.Text.Trim())}");
                break;
        }
    }

    /// <summary>Reports that events are missing; if that is an error, even with <c>--quiet</c>.</summary>
    public void Report(SseGap gap, bool isError)
    {
        var count = gap.Count?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number of";
        var after = gap.After.Length > 0 ? $" after ID {Shown(gap.After)}" : "";
        var text = $"{count} {(gap.Count == 1 ? "event is" : "events are")} missing{after} ({gap.Reason})";
        WriteLine(TextStyle.Error, "gap", text);
        if (isError)
        {
            ReportError($"The answer has a gap: {text}");
        }
    }

    public void ReportInvalidJson(SseEvent e)
    {
        var data = e.Data.Replace("\n", "\\n", StringComparison.Ordinal);
        WriteLine(TextStyle.Warning, "not JSON", $"{Printable.Truncated(e.Type, 40)}: {Printable.Truncated(data, 80)}");
    }

    /// <summary>Reports the status and the headers of a response that is not an event stream.</summary>
    public void ReportRefusal(Exception? cause)
    {
        if ((cause as SseResponseException ?? cause?.InnerException as SseResponseException) is { } response)
        {
            WriteHeaders(response.StatusCode, response.Headers);
        }
    }

    /// <summary>Reports an error within the stream, which goes on, even with <c>--quiet</c>.</summary>
    public void ReportError(string text)
    {
        HasFailed = true;
        ReportFailure(Printable.Truncated(text, MaxErrorLength));
    }

    /// <summary>Reports the error that ends the process, even with <c>--quiet</c>.</summary>
    public void ReportFailure(string text) => console.WriteMessage(output => output.Write("sse: ", TextStyle.Error).Write(text));

    private void WarnOfMissingIds()
    {
        if (isCheckpointed && _lastEventId.Length == 0 && !_hasWarnedOfMissingIds)
        {
            _hasWarnedOfMissingIds = true;
            WriteLine(TextStyle.Warning, "no ID", "the server sends events without IDs, so --checkpoint cannot resume after them");
        }
    }

    private void WriteHeaders(int status, IReadOnlyDictionary<string, string> headers)
    {
        foreach (var line in isVerbose ? HeaderText.Of(status, headers) : [])
        {
            WriteDetail(line);
        }
    }

    private void WriteDetail(string text)
    {
        if (isVerbose)
        {
            WriteLine(TextStyle.Dim, "", text);
        }
    }

    private void WriteLine(TextStyle style, string change, string text)
    {
        if (!isQuiet)
        {
            var separator = change.Length > 0 && text.Length > 0 ? "  " : "";
            console.WriteMessage(output =>
                output.Write("* ", TextStyle.Dim).Write(change, style).Write(separator).Write(text, TextStyle.Dim));
        }
    }

    private static string Shown(string text) => Printable.Truncated(text, MaxLength);

    /// <summary>The URL without user info and query, which may hold secrets.</summary>
    private static string Redacted(Uri? uri) =>
        uri is null ? "" : Shown(uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));
}

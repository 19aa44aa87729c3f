using System.Diagnostics;
using Sse.Protocol;
using Sse.Reactive;

namespace Quickstart;

/// <summary>Prints events and connection changes, one line each.</summary>
internal sealed class SignalPrinter
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private string _lastEventId = "";
    private TimeSpan? _retry;

    /// <summary>Records the last event ID, to report it after a reconnect.</summary>
    public void RecordPosition(SseEvent e) => _lastEventId = e.LastEventId;

    public void Print(SseEvent e) => WriteLine(e.Type, e.Data);

    public void Print(SseSignal signal)
    {
        switch (signal)
        {
            case SseSignal.Opened { Attempt: > 1 } when _lastEventId.Length > 0:
                WriteLine("* opened", $"resumed after ID {_lastEventId}");
                break;

            case SseSignal.Opened opened:
                WriteLine("* opened", $"{opened.Uri}");
                break;

            case SseSignal.Disconnected lost:
                WriteLine("* lost", lost.Cause is SseStreamClosedException ? "the server closed the stream" : lost.CauseText);
                WriteLine("* waiting", $"{lost.Delay.TotalSeconds:0.###} s: {Explain(lost.Delay)}");
                break;

            case SseSignal.RetryChanged retry:
                _retry = retry.ReconnectionTime;
                WriteLine("* retry", $"reconnection time set to {retry.ReconnectionTime.TotalSeconds:0.###} s");
                break;

            case SseSignal.LastEventIdOmitted id:
                WriteLine("* no ID", id.Reason);
                break;

            case SseSignal.IdChanged id:
                WriteLine("* ID", id.LastEventId);
                break;

            case SseSignal.Comment comment:
                WriteLine("* comment", comment.Text.Trim());
                break;

            case SseSignal.Ended:
                WriteLine("* ended", "the server answered 204: do not reconnect");
                break;
        }
    }

    private string Explain(TimeSpan delay)
    {
        var source = _retry is { } retry ? $"the server's retry, {retry.TotalSeconds:0.###} s" : "the default, 3 s";
        return delay.TotalSeconds <= 1.25 * (_retry?.TotalSeconds ?? 3)
            ? $"{source}, and up to a quarter more at random"
            : $"{source}, doubled with each consecutive failure, and up to a quarter more at random";
    }

    private void WriteLine(string label, string text)
    {
        Func<string, string> paint = label switch
        {
            "* opened" or "* ended" => Color.Good,
            "* lost" => Color.Bad,
            "* waiting" => Color.Waiting,
            ['*', ..] => Color.Dim,
            _ => Color.Event,
        };
        var time = Color.Dim($"{_clock.Elapsed.TotalSeconds,6:0.00} s");
        Console.WriteLine($"{time}  {paint($"{Printable(label),-10}")} {Printable(text)}");
    }

    /// <summary>Replaces control characters in text from a server, since a terminal would execute them.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? '\uFFFD' : c));
}

using System.Diagnostics;
using System.Security.Authentication;
using Sse.Protocol;
using Sse.Reactive;

namespace Quickstart;

/// <summary>Prints events and the life of a connection, a line each.</summary>
internal sealed class LifePrinter
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private string _lastEventId = "";

    /// <summary>Notes where the connection has got to.</summary>
    public void Remember(SseEvent e) => _lastEventId = e.LastEventId;

    public void Print(SseEvent e) => Line(e.Type, e.Data);

    public void Print(SseSignal signal)
    {
        switch (signal)
        {
            case SseSignal.Opened { Attempt: > 1 } when _lastEventId.Length > 0:
                Line("* opened", $"resumed after id {_lastEventId}");
                break;

            case SseSignal.Opened opened:
                Line("* opened", $"{opened.Uri}");
                break;

            case SseSignal.Disconnected lost:
                Line("* lost", lost.Cause is SseStreamClosedException ? "the server ended the stream" : (lost.Cause.InnerException as AuthenticationException ?? lost.Cause).Message);
                Line("* waiting", $"{lost.Delay.TotalSeconds:0.###} s");
                break;

            case SseSignal.RetryChanged retry:
                Line("* retry", $"the server asks for {retry.ReconnectionTime.TotalSeconds:0.###} s");
                break;

            case SseSignal.LastEventIdOmitted id:
                Line("* no id", id.Reason);
                break;

            case SseSignal.IdChanged id:
                Line("* id", id.LastEventId);
                break;

            case SseSignal.Comment comment:
                Line("* comment", comment.Text.Trim());
                break;

            case SseSignal.Ended:
                Line("* ended", "the server wants no further connection");
                break;
        }
    }

    private void Line(string what, string text) => Console.WriteLine($"{_clock.Elapsed.TotalSeconds,6:0.00} s  {Harmless(what),-10} {Harmless(text)}");

    /// <summary>What a server sends may hold control characters, which a terminal would obey.</summary>
    private static string Harmless(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? '\uFFFD' : c));
}

using Sse.Tool.Formats;
using Sse.Tool.Output;

namespace Sse.Tool.Listening;

/// <summary>The life of the connection, a line for each thing that happens to it.</summary>
internal sealed class Life(Screen screen, bool isQuiet, bool isVerbose)
{
    private const int MaxLength = 200;

    private string _lastEventId = "";

    public void Tell(SseSignal signal)
    {
        switch (signal)
        {
            case SseSignal.Event { Value: var e }:
                _lastEventId = e.LastEventId;
                break;

            case SseSignal.IdChanged id:
                _lastEventId = id.LastEventId;
                Detail($"id {Printable.Short(id.LastEventId, MaxLength)}, without an event");
                break;

            case SseSignal.Opened { Attempt: 1 } opened:
                Line(Ink.Good, "open", Place(opened.Uri));
                break;

            case SseSignal.Opened opened:
                Line(Ink.Good, "open again", _lastEventId.Length > 0 ? $"after id {Printable.Short(_lastEventId, MaxLength)}" : Place(opened.Uri));
                break;

            case SseSignal.Disconnected lost:
                Line(Ink.Warning, "lost", $"{Why.Of(lost.Cause)}; next try in {Elapsed.Of(lost.Delay)}");
                break;

            case SseSignal.LastEventIdOmitted id:
                Line(Ink.Warning, "not resumed", Printable.Short($"the ID cannot be sent: {id.Reason}", MaxLength));
                break;

            case SseSignal.Ended ended:
                Line(Ink.Dim, "ended", Why.Of(ended.Cause));
                break;

            case SseSignal.RetryChanged retry:
                Detail($"retry: the server asks for {Elapsed.Of(retry.ReconnectionTime)}");
                break;

            case SseSignal.Comment comment:
                Detail($"comment: {Printable.Short(comment.Text.Trim(), MaxLength)}");
                break;
        }
    }

    public void Tell(SseGap gap) => Line(
        Ink.Error,
        "gap",
        $"{gap.Count?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "an unknown number of"} {(gap.Count == 1 ? "event is" : "events are")} missing{(gap.After.Length > 0 ? $" after id {Printable.Short(gap.After, MaxLength)}" : "")} ({gap.Reason})");

    public void TellNoJson(SseEvent e) => Line(Ink.Warning, "no JSON", $"{Printable.Short(e.Type, 40)}: {Printable.Short(e.Data.Replace("\n", "\\n", StringComparison.Ordinal), 80)}");

    public void TellEnd(string text) => Line(Ink.Dim, text, "");

    /// <summary>Also where all else is not wanted.</summary>
    public void Fail(string text) => screen.Tell(paper => paper.Write("sse: ", Ink.Error).Write(text));

    private void Detail(string text)
    {
        if (isVerbose)
        {
            Line(Ink.Dim, "", text);
        }
    }

    private void Line(Ink ink, string what, string text)
    {
        if (!isQuiet)
        {
            screen.Tell(paper => paper.Write("* ", Ink.Dim).Write(what, ink).Write(what.Length > 0 && text.Length > 0 ? "  " : "").Write(text, Ink.Dim));
        }
    }

    /// <summary>Without user info and query, which may hold secrets.</summary>
    private static string Place(Uri? uri) => uri is null ? "" : Printable.Short(uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped), MaxLength);
}

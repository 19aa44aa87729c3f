using System.Net;

namespace Sse.Tool;

/// <summary>The page that a browser gets at the stream's URL. It shows the events as they arrive.</summary>
internal static class EventPage
{
    /// <summary>
    /// The query that selects the page's stream: every event, of any type, is sent as a <c>message</c> whose data is the event as a line of
    /// JSON.
    /// </summary>
    public const string Query = "ndjson";

    public static string Html(string title) => $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>sse: {{WebUtility.HtmlEncode(title)}}</title>
        <style>
          :root { color-scheme: light dark; }
          body { font: 14px/1.5 ui-monospace, monospace; margin: 1rem; }
          h1 { font-size: 1rem; }
          #state { font-weight: normal; opacity: .6; }
          td { vertical-align: top; padding: 0 1rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
          td:nth-child(1), td:nth-child(3) { opacity: .6; }
          td:nth-child(2) { font-weight: bold; }
        </style>
        <h1>{{WebUtility.HtmlEncode(title)}} <span id="state">connecting</span></h1>
        <table><tbody id="events"></tbody></table>
        <script>
          const events = document.getElementById("events"), state = document.getElementById("state");
          const source = new EventSource(location.pathname + "?{{Query}}");
          source.onopen = () => state.textContent = "open";
          source.onerror = () => state.textContent = source.readyState === EventSource.CLOSED ? "closed" : "lost, reconnecting";
          source.onmessage = ({ data }) => {
            const e = JSON.parse(data), row = events.insertRow();
            for (const text of [new Date().toLocaleTimeString(), e.type, e.id ?? "", e.data]) row.insertCell().textContent = text;
            while (events.rows.length > 1000) events.deleteRow(0);
            const end = document.documentElement;
            if (end.scrollHeight - end.scrollTop - end.clientHeight < 200) end.scrollTop = end.scrollHeight;
          };
        </script>
        </html>

        """;
}

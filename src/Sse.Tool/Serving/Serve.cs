using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using Sse.Reactive.AspNetCore;
using Sse.Tool.Output;

namespace Sse.Tool.Serving;

/// <summary><c>sse serve</c>, from its arguments to its exit code.</summary>
internal static class Serve
{
    public static async Task<ExitCode> RunAsync(Offer offer)
    {
        using var signals = new StopSignals();
        var error = Paper.For(OutputStream.Error(), Terminal.Error.HasColours);
        var screen = new Screen(error, error);
        void Tell(string what, Ink ink, string text) => screen.Tell(paper => paper.Write("* ", Ink.Dim).Write(what, ink).Write("  ").Write(Printable.Line(text), Ink.Dim));

        TextReader lines;
        try
        {
            lines = new StreamReader(offer.File == "-" ? Console.OpenStandardInput() : File.OpenRead(offer.File), Encoding.UTF8);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            screen.Tell(paper => paper.Write("sse: ", Ink.Error).Write($"FILE: expected a file that can be read, or - for standard input. {fault.Message}"));
            return ExitCode.BadArguments;
        }

        var topic = new SseTopic("sse", new() { ReplayFromOldest = true, MaxEvents = offer.History, MaxBytes = 256 * 1024 * 1024 });
        StreamServer server;
        try
        {
            server = await StreamServer.StartAsync(offer, topic);
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException)
        {
            screen.Tell(paper => paper.Write("sse: ", Ink.Error).Write($"{offer.Address}, port {offer.Port} cannot be listened on: {fault.Message.TrimEnd('.')}. Choose another with --port, or --port 0 for any that is free."));
            return ExitCode.Failed;
        }

        await using (server)
        {
            Tell("serving", Ink.Good, $"{server.Url}  in a browser, with curl -N, or with sse; Ctrl+C ends");
            var feed = new Feed(topic, offer, text => Tell("warning", Ink.Warning, text));
            _ = Task.Run(() => FeedAsync(feed, lines, Tell)); // standard input cannot be asked to stop: it ends with the process
            await signals.Asked.FirstAsync().ToTask();
        }

        return ExitCode.Done;
    }

    private static async Task FeedAsync(Feed feed, TextReader lines, Action<string, Ink, string> tell)
    {
        try
        {
            await feed.PublishAsync(lines);
            tell("read", Ink.Dim, $"{feed.Published} {(feed.Published == 1 ? "event" : "events")}, to the end; what was read is still served");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            tell("warning", Ink.Warning, $"reading ended after {feed.Published} events: {fault.Message}");
        }
    }
}

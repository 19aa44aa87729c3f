using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using Sse.Reactive.AspNetCore;

namespace Sse.Tool;

/// <summary>Runs <c>sse serve</c>.</summary>
internal static class ServeCommand
{
    private const int MaxHistoryBytes = 256 * 1024 * 1024;

    public static async Task<ExitCode> RunAsync(ServeRequest request)
    {
        using var signals = new StopSignals();
        var error = TextOutput.Create(OutputStream.OpenError(), Terminal.Error.HasColors);
        var console = new ConsoleWriter(error, error, isTerminal: true);

        TextReader lines;
        try
        {
            lines = new StreamReader(request.File == "-" ? Console.OpenStandardInput() : File.OpenRead(request.File), Encoding.UTF8);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Fail($"FILE: expected a readable file, or - for standard input. {fault.Message}");
            return ExitCode.BadArguments;
        }

        var topic = new SseTopic("sse", new() { ReplayFromOldest = true, MaxEvents = request.History, MaxBytes = MaxHistoryBytes });
        StreamServer server;
        try
        {
            server = await StreamServer.StartAsync(request, topic);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            Fail($"Cannot listen on {request.Address}, port {request.Port}: {fault.Message.TrimEnd('.')}. "
                + "Choose another port with --port, or any free one with --port 0.");
            return ExitCode.Failed;
        }

        await using (server)
        {
            var network = server.IsOnAllAddresses ? " Other machines: use this machine's name or address." : "";
            Report(
                "serving", TextStyle.Good, $"{server.Url}  Open it in a browser, with curl -N or with sse.{network} Press Ctrl+C to stop.");
            var publisher = new LinePublisher(topic, request, text => Report("warning", TextStyle.Warning, text));
            // Reading standard input cannot be cancelled: it ends with the process.
            _ = Task.Run(() => PublishAsync(publisher, lines, Report));
            await signals.Requested.FirstAsync().ToTask();
        }

        return ExitCode.Done;

        void Report(string change, TextStyle style, string text) => console.WriteMessage(output =>
            output.Write("* ", TextStyle.Dim).Write(change, style).Write("  ").Write(Printable.Line(text), TextStyle.Dim));

        void Fail(string text) => console.WriteMessage(output => output.Write("sse: ", TextStyle.Error).Write(text));
    }

    private static async Task PublishAsync(LinePublisher publisher, TextReader lines, Action<string, TextStyle, string> report)
    {
        try
        {
            await publisher.PublishAsync(lines);
            report("end of input", TextStyle.Dim, $"{Events(publisher.Published)} published, and still served");
        }
        catch (Exception fault)
        {
            report("warning", TextStyle.Warning, $"reading failed after {Events(publisher.Published)}: {fault.Message}");
        }
    }

    private static string Events(long count) => $"{count} {(count == 1 ? "event" : "events")}";
}

using Sse.Tests.Shared;

namespace Pictures.Recordings;

/// <summary><c>sse</c> while its connection is cut.</summary>
internal static class ToolRecording
{
    public static async Task<string> RecordAsync()
    {
        using var server = new CuttingServer();
        var tool = Path.Combine(RepositoryRoot.Path, "src", "Sse.Tool", "bin", "Debug", "net10.0", "sse");
        const string Arguments = "http://localhost:8080/prices --take 8";
        var screen = await Terminal.RecordAsync($"{tool} {Arguments}", columns: 88, rows: 13);
        return TerminalPicture.Draw(
            screen,
            $"sse {Arguments}",
            "sse in a terminal: it prints three prices, reports that the connection was lost, reconnects after event 3, and prints 4 to 8",
            isAnimated: true);
    }
}

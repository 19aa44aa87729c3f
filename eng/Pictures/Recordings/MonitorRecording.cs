using Sse.Tests.Shared;

namespace Pictures.Recordings;

/// <summary>The sample <c>StatusMonitor</c>, after some seconds.</summary>
internal static class MonitorRecording
{
    public static async Task<string> RecordAsync()
    {
        var sample = Path.Combine(RepositoryRoot.Path, "samples", "StatusMonitor", "bin", "Debug", "net10.0", "StatusMonitor");
        var screen = await Terminal.RecordAsync($"{sample} --seconds 12", columns: 112, rows: 20, TimeSpan.FromSeconds(10));
        return TerminalPicture.Draw(
            screen,
            "dotnet run --project samples/StatusMonitor",
            "StatusMonitor in a terminal: a table of event streams, with the state, the delay and the cause of each",
            isAnimated: false);
    }
}

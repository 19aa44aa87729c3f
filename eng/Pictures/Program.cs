// Makes the pictures in docs/pictures. Without arguments, all of them; or: drawings, recordings, screenshots.
using Pictures;
using Pictures.Drawings;
using Pictures.Recordings;
using Pictures.Screenshots;
using Sse.Tests.Shared;

var folder = Path.Combine(RepositoryRoot.Path, "docs", "pictures");
if (args is [] or ["drawings"])
{
    foreach (var name in AllDrawings.Names)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, name), AllDrawings.Draw(name));
    }
}

if (args is [] or ["recordings"])
{
    await File.WriteAllTextAsync(Path.Combine(folder, "sse.svg"), await ToolRecording.RecordAsync());
    await File.WriteAllTextAsync(Path.Combine(folder, "status-monitor.svg"), await MonitorRecording.RecordAsync());
}

if (args is [] or ["screenshots"])
{
    await using var chromium = await Chromium.StartAsync();
    await File.WriteAllBytesAsync(Path.Combine(folder, "icon.png"), await IconScreenshot.TakeAsync(chromium, AllDrawings.Draw("icon.svg")));
    await File.WriteAllBytesAsync(Path.Combine(folder, "serve.png"), await ServeScreenshot.TakeAsync(chromium));
    await File.WriteAllBytesAsync(Path.Combine(folder, "dashboard.png"), await DashboardScreenshot.TakeAsync(chromium));
}

// Makes the pictures in docs/pictures and the tables of docs/performance.md. Without arguments, all of them; or: drawings, tables,
// recordings, screenshots.
using Pictures;
using Pictures.Drawings;
using Pictures.Recordings;
using Pictures.Results;
using Pictures.Screenshots;
using Sse.Tests.Shared;

var folder = Path.Combine(RepositoryRoot.Path, "docs", "pictures");
if (Wants("drawings"))
{
    foreach (var name in AllDrawings.Names)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, name), AllDrawings.Draw(name));
    }
}

if (Wants("tables"))
{
    var page = Path.Combine(RepositoryRoot.Path, PerformancePage.File);
    await File.WriteAllTextAsync(page, PerformancePage.Update(await File.ReadAllTextAsync(page)));
}

if (Wants("recordings"))
{
    await File.WriteAllTextAsync(Path.Combine(folder, "sse.svg"), await ToolRecording.RecordAsync());
    await File.WriteAllTextAsync(Path.Combine(folder, "status-monitor.svg"), await MonitorRecording.RecordAsync());
}

if (Wants("screenshots"))
{
    await using var chromium = await Chromium.StartAsync();
    await File.WriteAllBytesAsync(Path.Combine(folder, "icon.png"), await IconScreenshot.TakeAsync(chromium, AllDrawings.Draw("icon.svg")));
    await File.WriteAllBytesAsync(Path.Combine(folder, "serve.png"), await ServeScreenshot.TakeAsync(chromium));
    await File.WriteAllBytesAsync(Path.Combine(folder, "dashboard.png"), await DashboardScreenshot.TakeAsync(chromium));
}

bool Wants(string part) => args.Length == 0 || args.Contains(part);

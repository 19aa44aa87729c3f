using Microsoft.Playwright;
using Sse.Tests.Shared;

namespace Pictures.Screenshots;

/// <summary>The sample <c>Dashboard</c>, a few seconds after it has lost its connection for ten seconds.</summary>
internal static class DashboardScreenshot
{
    public static async Task<byte[]> TakeAsync(Chromium chromium)
    {
        var sample = Path.Combine(RepositoryRoot.Path, "samples", "Dashboard", "bin", "Debug", "net10.0", "Dashboard");
        using var dashboard = await ServedProgram.StartAsync($"exec '{sample}' --port 0");
        await Task.Delay(TimeSpan.FromSeconds(40)); // the page receives this part of the chart as history
        var page = await chromium.OpenAsync(dashboard.Url, width: 1100, height: 800);
        await page.WaitForFunctionAsync("document.getElementById('state').dataset.state === 'open'");
        await SayAsync("Now the connection is lost.");
        await page.RouteAsync("**/events*", route => route.AbortAsync());
        await page.ClickAsync("#cut");
        await Task.Delay(TimeSpan.FromSeconds(10));
        await SayAsync("This is sent meanwhile.");
        await page.UnrouteAsync("**/events*");
        await page.WaitForFunctionAsync("+document.getElementById('late').textContent >= 20");
        await Task.Delay(TimeSpan.FromSeconds(4));
        await SayAsync("Nothing is missing.");
        await page.WaitForFunctionAsync("document.querySelectorAll('#feed .chat').length === 3");
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Mouse.MoveAsync(0, 0);
        return await page.ScreenshotAsync();

        async Task SayAsync(string text)
        {
            await page.FillAsync("#say input", text);
            await page.PressAsync("#say input", "Enter");
        }
    }
}

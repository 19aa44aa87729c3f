using System.Reflection;
using Microsoft.Playwright;

namespace Pictures.Screenshots;

/// <summary>The system's Chromium (Debian's package chromium), driven from the folder of the package that drives it.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3); // allows for a busy machine

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Chromium> StartAsync()
    {
        var metadata = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>();
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", metadata.Single(data => data.Key == "Playwright").Value);
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = Environment.UserName == "root" ? ["--no-sandbox"] : [], // Chromium's sandbox does not work as root
            Timeout = (float)Deadline.TotalMilliseconds,
        }));
    }

    public async Task<IPage> OpenAsync(string url, int width, int height)
    {
        var page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        page.SetDefaultTimeout((float)Deadline.TotalMilliseconds);
        await page.GotoAsync(url);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}

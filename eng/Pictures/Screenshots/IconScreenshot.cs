using Microsoft.Playwright;

namespace Pictures.Screenshots;

/// <summary>The icon of the packages, whose format has no SVG: the drawing, without a background, 128 pixels wide.</summary>
internal static class IconScreenshot
{
    private const int Width = 128;

    public static async Task<byte[]> TakeAsync(Chromium chromium, string svg)
    {
        var page = await chromium.OpenAsync("about:blank", Width, Width);
        await page.SetContentAsync($"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{svg}"); // it is as wide as the page
        return await page.ScreenshotAsync(new() { OmitBackground = true });
    }
}

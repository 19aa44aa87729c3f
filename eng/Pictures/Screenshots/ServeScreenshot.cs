using Sse.Tests.Shared;

namespace Pictures.Screenshots;

/// <summary>The page of <c>sse serve</c>, with the lines of a log.</summary>
internal static class ServeScreenshot
{
    private const string Lines = """
        for line in 'GET /orders/41 200 12 ms' 'POST /orders 201 31 ms' 'GET /orders/42 200 9 ms' 'GET /favicon.ico 404 1 ms' \
          'GET /orders/42 200 8 ms' 'DELETE /orders/42 204 17 ms'; do echo "$line"; sleep 0.7; done; sleep 600
        """;

    public static async Task<byte[]> TakeAsync(Chromium chromium)
    {
        var tool = Path.Combine(RepositoryRoot.Path, "src", "Sse.Tool", "bin", "Debug", "net10.0", "sse");
        using var server = await ServedProgram.StartAsync($"{{ {Lines}; }} | '{tool}' serve --port 0");
        var page = await chromium.OpenAsync(server.Url, width: 700, height: 220);
        await page.WaitForFunctionAsync("document.querySelectorAll('tr').length === 6");
        return await page.ScreenshotAsync();
    }
}

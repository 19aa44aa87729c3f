namespace Sse.Browser.Tests.Browsing;

/// <summary>One Chromium for all tests. Each test has its own profile.</summary>
[SetUpFixture]
public class Browser
{
    /// <summary>The longest wait of a test, which allows for a busy machine.</summary>
    public static readonly TimeSpan Deadline = TestDeadline.Value;

    private static readonly BrowserNewContextOptions Options = new() { IgnoreHTTPSErrors = true };
    private static readonly SemaphoreSlim Gate = new(1);
    private static IPlaywright? _playwright;
    private static IBrowser? _chromium;

    public static async Task<IBrowserContext> NewProfileAsync()
    {
        await Gate.WaitAsync();
        try
        {
            var profile = await TryOpenAsync() ?? await OpenAsync();
            profile.SetDefaultTimeout((float)Deadline.TotalMilliseconds);
            return profile;
        }
        finally
        {
            Gate.Release();
        }
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await (_chromium?.CloseAsync() ?? Task.CompletedTask);
        _playwright?.Dispose();
    }

    /// <returns><see langword="null"/> if no Chromium runs: at first, and after a crash, which so fails one test only.</returns>
    private static async Task<IBrowserContext?> TryOpenAsync()
    {
        try
        {
            return _chromium is null ? null : await _chromium.NewContextAsync(Options);
        }
        catch (PlaywrightException)
        {
            return null;
        }
    }

    private static async Task<IBrowserContext> OpenAsync()
    {
        var path = Requires.Program("chromium");
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Args = Environment.UserName == "root" ? ["--no-sandbox"] : [], // Chromium's sandbox does not work as root
            Timeout = (float)Deadline.TotalMilliseconds,
        });
        return await _chromium.NewContextAsync(Options);
    }
}

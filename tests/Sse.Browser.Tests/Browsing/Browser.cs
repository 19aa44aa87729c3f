namespace Sse.Browser.Tests.Browsing;

/// <summary>One Chromium for all tests. Each test has its own profile.</summary>
[SetUpFixture]
public class Browser
{
    /// <summary>The longest wait of a test, which allows for a busy machine.</summary>
    public static readonly TimeSpan Deadline = TestDeadline.Value;

    private static readonly SemaphoreSlim Gate = new(1);
    private static IPlaywright? _playwright;
    private static IBrowser? _chromium;

    public static async Task<IBrowserContext> NewProfileAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (_chromium is null)
            {
                var path = Requires.Program("chromium");
                _playwright ??= await Playwright.CreateAsync();
                _chromium = await _playwright.Chromium.LaunchAsync(new()
                {
                    ExecutablePath = path,
                    Args = Environment.UserName == "root" ? ["--no-sandbox"] : [], // Chromium's sandbox does not work as root
                    Timeout = (float)Deadline.TotalMilliseconds,
                });
            }
        }
        finally
        {
            Gate.Release();
        }

        var profile = await _chromium.NewContextAsync(new() { IgnoreHTTPSErrors = true });
        profile.SetDefaultTimeout((float)Deadline.TotalMilliseconds);
        return profile;
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await (_chromium?.CloseAsync() ?? Task.CompletedTask);
        _playwright?.Dispose();
    }
}

using System.Diagnostics;
using NUnit.Framework.Interfaces;

namespace Sse.Browser.Tests.Browsing;

/// <summary>A test with a page, whose scripts record what they receive in <c>log</c>.</summary>
public abstract class PageFixture
{
    protected IBrowserContext Profile { get; private set; } = null!;

    protected IPage Page { get; private set; } = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        Profile = await Browser.NewProfileAsync();
        await Profile.AddInitScriptAsync("""
            globalThis.log = [];
            globalThis.note = (...words) => log.push(words.join(' '));
            globalThis.noteEvent = e => note(e.type, e.lastEventId, JSON.stringify(e.data));
            """);
        Page = await Profile.NewPageAsync();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        if (Profile is null)
        {
            return;
        }

        if (TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed)
        {
            await TestContext.Out.WriteLineAsync($"Notes of {Page.Url}:\n{string.Join('\n', await LogAsync())}");
        }

        await Profile.CloseAsync().WaitAsync(Browser.Deadline);
    }

    /// <summary>The notes of the page so far.</summary>
    protected Task<string[]> LogAsync() => Page.EvaluateAsync<string[]>("log").WaitAsync(Browser.Deadline);

    /// <summary>Waits until the page has recorded the note.</summary>
    protected async Task WaitForNoteAsync(string text, int times = 1)
    {
        try
        {
            await Page.WaitForFunctionAsync(
                "([text, times]) => log.filter(line => line === text).length >= times", new object[] { text, times });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The page did not record '{text}'.");
        }
    }

    protected async Task WaitUntilAsync(Func<bool> condition, string message)
    {
        var time = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.That(time.Elapsed, Is.LessThan(Browser.Deadline), message);
            await Task.Delay(10);
        }
    }
}

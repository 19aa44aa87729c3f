namespace Sse.Reactive;

/// <summary>The page that this program runs in: none, since browsers run newer targets.</summary>
internal static class BrowserPage
{
    public static string? Origin => null;
}

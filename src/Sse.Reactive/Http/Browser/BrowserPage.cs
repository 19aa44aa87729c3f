using System.Runtime.InteropServices.JavaScript;

namespace Sse.Reactive;

/// <summary>The page that this program runs in.</summary>
internal static class BrowserPage
{
    /// <summary>Its origin, such as <c>https://example.com</c>; <see langword="null"/> outside of a browser.</summary>
    public static string? Origin
    {
        get
        {
            if (!OperatingSystem.IsBrowser())
            {
                return null;
            }

            using var location = JSHost.GlobalThis.GetPropertyAsJSObject("location");
            return location?.GetPropertyAsString("origin");
        }
    }
}

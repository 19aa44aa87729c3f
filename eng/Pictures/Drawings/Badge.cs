using System.Globalization;

namespace Pictures.Drawings;

/// <summary>A label and a value, side by side.</summary>
internal static class Badge
{
    public static string Draw(string label, string value)
    {
        var (left, right) = (Width(label), Width(value));
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" width="{left + right}" height="20">
              <title>{Xml.Escape(label)}: {Xml.Escape(value)}</title>
              <rect width="{left + right}" height="20" rx="4" fill="#1f6feb" />
              <path d="M4 0h{left - 4}v20H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z" fill="#424a53" />
              <g fill="#fff" font-family="DejaVu Sans, Verdana, sans-serif" font-size="11" text-anchor="middle">
                <text x="{left / 2.0}" y="14">{Xml.Escape(label)}</text>
                <text x="{left + right / 2.0}" y="14">{Xml.Escape(value)}</text>
              </g>
            </svg>

            """);
    }

    private static int Width(string text) => (int)(text.Length * 6.8) + 14;
}

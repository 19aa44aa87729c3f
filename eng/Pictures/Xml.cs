using System.Security;

namespace Pictures;

/// <summary>Text in a picture.</summary>
internal static class Xml
{
    public static string Escape(string text) => SecurityElement.Escape(text);
}

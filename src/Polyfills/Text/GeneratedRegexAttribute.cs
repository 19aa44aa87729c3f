namespace System.Text.RegularExpressions;

/// <summary>Holds the pattern; on this target the method is written by hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GeneratedRegexAttribute(string pattern) : Attribute
{
    public string Pattern { get; } = pattern;
}

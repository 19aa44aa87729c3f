namespace System.Text.RegularExpressions;

/// <summary>Names the pattern; the method is written by hand here.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GeneratedRegexAttribute(string pattern) : Attribute
{
    public string Pattern { get; } = pattern;
}

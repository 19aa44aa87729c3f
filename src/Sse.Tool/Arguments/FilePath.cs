using System.CommandLine.Parsing;

namespace Sse.Tool;

/// <summary>Validates arguments that are paths. Whether the file exists is found when it is opened.</summary>
internal static class FilePath
{
    /// <param name="result">The argument's result, which receives the error.</param>
    /// <param name="name">The argument's name.</param>
    /// <param name="path">The path.</param>
    public static void Validate(SymbolResult result, string name, string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            result.AddError($"{name}: expected the path of a file, not '{Printable.Line(path)}'.");
        }
    }
}

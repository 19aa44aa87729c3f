using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sse.Docs.Tests;

/// <summary>The text that people read in a file. Everything else is blanked out, so that an index still leads to its line.</summary>
internal static partial class ReadableText
{
    /// <summary>Stands for code: neither a word nor white space, so that no phrase reaches across it.</summary>
    private const char Code = '\u00A4';

    /// <summary>A document without its inline code, which holds names. Blocks of code are part of what people read.</summary>
    public static string OfMarkdown(string text) => InlineCode().Replace(text, Hide);

    /// <summary>The comments, the XML documentation and the string literals of a C# source.</summary>
    public static string OfCSharp(string source)
    {
        var readable = source.Select(c => c == '\n' ? c : Code).ToArray();
        Show(source, readable, 0);
        return new(readable);
    }

    /// <summary>The names of a source's tests, read as sentences, with the index of each.</summary>
    public static IEnumerable<(int Index, string Sentence)> OfTestNames(string source) =>
        CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(method => method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => IsTest(attribute.Name.ToString())))
            .Select(method => (method.Identifier.SpanStart, method.Identifier.Text.Replace('_', ' ')));

    private static bool IsTest(string attribute) =>
        attribute is "Test" or "TestCase" or "TestCaseSource" or "Property" or "Fact" or "Theory"
        || attribute.StartsWith("TestCase<", StringComparison.Ordinal) || attribute.StartsWith("FsCheck", StringComparison.Ordinal);

    private static void Show(string source, char[] readable, int start)
    {
        foreach (var token in SyntaxFactory.ParseTokens(source))
        {
            foreach (var trivia in token.LeadingTrivia.Concat(token.TrailingTrivia))
            {
                Show(trivia, readable, start);
            }

            var text = token.Text;
            if (IsText(token.Kind()))
            {
                Copy(Quotes().Replace(text, Blank), readable, start + token.SpanStart);
            }
            else if (token.IsKind(SyntaxKind.InterpolatedStringToken))
            {
                Copy(Holes().Replace(Quotes().Replace(text, Blank), Hide), readable, start + token.SpanStart);
            }
            else if (token.IsKind(SyntaxKind.PlusToken))
            {
                readable[start + token.SpanStart] = ' '; // between the parts of one message
            }
        }
    }

    private static void Show(SyntaxTrivia trivia, char[] readable, int start)
    {
        var text = trivia.ToFullString();
        var index = start + trivia.FullSpan.Start;
        switch (trivia.Kind())
        {
            case SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia:
                Copy(CommentMarks().Replace(text, Blank), readable, index);
                break;
            case SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia:
                text = CommentMarks().Replace(References().Replace(text, Hide), Blank);
                Copy(Tags().Replace(text, Blank), readable, index);
                break;
            case SyntaxKind.DisabledTextTrivia:
                Show(text, readable, index);
                break;
            case SyntaxKind.WhitespaceTrivia:
                Copy(text, readable, index);
                break;
        }
    }

    private static bool IsText(SyntaxKind kind) => kind is SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken
        or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
        or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken;

    private static void Copy(string text, char[] readable, int start) => text.CopyTo(0, readable, start, text.Length);

    private static string Blank(Match match) => new(' ', match.Length);

    private static string Hide(Match match) => new(Code, match.Length);

    [GeneratedRegex("`[^`\n]+`")]
    private static partial Regex InlineCode();

    [GeneratedRegex("^[$@]*\"+|\"+(u8)?$")]
    private static partial Regex Quotes();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Holes();

    [GeneratedRegex(@"(?<=^[ \t]*)(///?|\*(?!/))|/\*+|\*+/", RegexOptions.Multiline)]
    private static partial Regex CommentMarks();

    [GeneratedRegex("<[^<>]*/>|<c>[^<]*</c>")]
    private static partial Regex References();

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Tags();
}

using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sse.Docs.Tests;

/// <summary>The namespaces that a C# source imports and declares, and the types directly in them.</summary>
internal sealed record SourceFile(IReadOnlyList<string> Usings, IReadOnlyList<string> Namespaces, IReadOnlyList<string> Types)
{
    /// <summary>Where a file differs between targets, its code for .NET is looked at.</summary>
    private static readonly CSharpParseOptions Newest =
        new(preprocessorSymbols: ["NET", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER"]);

    public static SourceFile Read(string file) => Parse(RepositoryFiles.Read(file));

    public static SourceFile Parse(string code)
    {
        var nodes = CSharpSyntaxTree.ParseText(code, Newest).GetRoot()
            .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).ToList();
        return new(
            [.. nodes.OfType<UsingDirectiveSyntax>().Where(IsOfNamespace).Select(import => import.Name!.ToString())],
            [.. nodes.OfType<BaseNamespaceDeclarationSyntax>().Select(declared => declared.Name.ToString()).Distinct()],
            [.. nodes.OfType<MemberDeclarationSyntax>().Select(NameOf).OfType<string>().Distinct()]);
    }

    /// <summary>Whether the namespaces are imported in the order of an editor: System first, then by name, part by part.</summary>
    public bool UsingsAreSorted() => Usings.SequenceEqual(Usings
        .OrderBy(name => name.Split('.')[0] != "System")
        .ThenBy(name => name.Replace('.', '\0'), StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// <c>SseOptions.Requests.cs</c> holds a part of <c>SseOptions</c>; <c>Delivery.cs</c> holds <c>Delivery&lt;T&gt;</c>, or
    /// <c>Delivery{T}.cs</c> does where there is a <c>Delivery</c> too.
    /// </summary>
    public static bool IsNamedAfter(string file, string type)
    {
        var name = Path.GetFileName(file).Split('.')[0];
        return name == type || name == type.Split('{')[0];
    }

    private static bool IsOfNamespace(UsingDirectiveSyntax import) =>
        import is { Alias: null, StaticKeyword.RawKind: 0, GlobalKeyword.RawKind: 0 };

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        TypeDeclarationSyntax { TypeParameterList.Parameters: var parameters } type =>
            $"{type.Identifier.Text}{{{string.Join(",", parameters)}}}",
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };
}

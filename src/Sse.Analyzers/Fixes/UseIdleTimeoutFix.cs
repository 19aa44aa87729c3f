using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Sse.Analyzers;

/// <summary>Makes the timeout of the <c>HttpClient</c> the <c>IdleTimeout</c> of the stream.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UseIdleTimeoutFix : ExpressionFix
{
    /// <summary>The rule.</summary>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create(HttpClientTimeoutAnalyzer.Id);

    /// <summary>What the fix does.</summary>
    protected override string Title => "Use SseOptions.IdleTimeout";

    /// <summary>This fix changes two expressions.</summary>
    protected override ExpressionSyntax? Fix(InvocationExpressionSyntax call, SemanticModel model) => null;

    /// <summary>The document with an infinite timeout of the <c>HttpClient</c>, and its time in the options.</summary>
    protected override SyntaxNode? Fix(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        var timeout = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)
            .FirstAncestorOrSelf<AssignmentExpressionSyntax>();
        var options = root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true)
            .FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>();
        if (timeout is null || options is null)
        {
            return null;
        }

        var idle = Parse($"IdleTimeout = {timeout.Right}");
        return root.ReplaceNodes(
            new SyntaxNode[] { timeout, options },
            (original, changed) => original == timeout
                ? ((AssignmentExpressionSyntax)changed).WithRight(Parse("global::System.Threading.Timeout.InfiniteTimeSpan"))
                : ObjectInitializers.Add((BaseObjectCreationExpressionSyntax)changed, idle)
                    .WithAdditionalAnnotations(Formatter.Annotation));
    }
}

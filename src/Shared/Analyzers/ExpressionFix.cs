using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Sse.Analyzers;

/// <summary>A code fix that replaces one expression: the call that the diagnostic names, or the one at its first other location.</summary>
public abstract class ExpressionFix : CodeFixProvider
{
    /// <summary>What the fix does.</summary>
    protected abstract string Title { get; }

    /// <summary>Fixes all occurrences one by one.</summary>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <summary>Offers the fix where it can be made.</summary>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is not null && model is not null && Fix(root, model, diagnostic) is { } changed)
            {
                var document = context.Document.WithSyntaxRoot(changed);
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(document), Title), diagnostic);
            }
        }
    }

    /// <summary>The expression to use instead, or <c>null</c> if there is no simple one.</summary>
    protected abstract ExpressionSyntax? Fix(InvocationExpressionSyntax call, SemanticModel model);

    /// <summary>The changed document, or <c>null</c> if there is no simple change.</summary>
    protected virtual SyntaxNode? Fix(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        var location = diagnostic.AdditionalLocations.Count > 0 ? diagnostic.AdditionalLocations[0] : diagnostic.Location;
        var call = root.FindNode(location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();
        return call is not null && Fix(call, model) is { } changed
            ? root.ReplaceNode(call, changed.WithAdditionalAnnotations(Formatter.Annotation))
            : null;
    }

    /// <summary>An expression with names that are shortened where the file imports their namespaces.</summary>
    protected static ExpressionSyntax Parse(string expression)
    {
        var parsed = SyntaxFactory.ParseExpression(expression);
        return parsed
            .ReplaceNodes(
                parsed.DescendantNodesAndSelf().Where(n => n is MemberAccessExpressionSyntax or QualifiedNameSyntax),
                static (_, node) => node.WithAdditionalAnnotations(Simplifier.Annotation))
            .WithAdditionalAnnotations(Simplifier.Annotation);
    }
}

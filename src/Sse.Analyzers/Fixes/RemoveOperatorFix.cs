using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sse.Analyzers;

/// <summary>Removes the operator that subscribes again.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveOperatorFix : ExpressionFix
{
    /// <summary>The rule.</summary>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create(ResubscribeAnalyzer.Id);

    /// <summary>What the fix does.</summary>
    protected override string Title => "Remove the operator: the client reconnects by itself";

    /// <summary>The sequence that the operator is called on.</summary>
    protected override ExpressionSyntax? Fix(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { ReducedFrom: not null }
        && call.Expression is MemberAccessExpressionSyntax { Expression: var source }
            ? source.WithTrailingTrivia(call.GetTrailingTrivia())
            : null;
}

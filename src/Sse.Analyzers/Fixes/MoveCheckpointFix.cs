using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sse.Analyzers;

/// <summary>Moves <c>CheckpointTo</c> downstream of an operator that passes the same events.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MoveCheckpointFix : ExpressionFix
{
    /// <summary>The rule.</summary>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create(CheckpointBeforeHandOffAnalyzer.Id);

    /// <summary>What the fix does.</summary>
    protected override string Title => "Move CheckpointTo downstream";

    /// <summary>The operator without the checkpoint, then the checkpoint.</summary>
    protected override ExpressionSyntax? Fix(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Expression: var source } operation
            || CheckpointIn(source) is not { Expression: MemberAccessExpressionSyntax member } checkpoint
            || !SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(checkpoint).Type, model.GetTypeInfo(call).Type))
        {
            return null;
        }

        var upstream = source.ReplaceNode(checkpoint, member.Expression.WithTrailingTrivia(checkpoint.GetTrailingTrivia()));
        var moved = call.WithExpression(operation.WithExpression(upstream)).WithTrailingTrivia(member.Expression.GetTrailingTrivia());
        return checkpoint.WithExpression(member.WithExpression(moved)).WithTrailingTrivia(call.GetTrailingTrivia());
    }

    private static InvocationExpressionSyntax? CheckpointIn(ExpressionSyntax source)
    {
        while (source is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call)
        {
            if (member.Name.Identifier.ValueText == "CheckpointTo")
            {
                return call;
            }

            source = member.Expression;
        }

        return null;
    }
}

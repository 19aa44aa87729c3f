using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sse.Analyzers;

/// <summary>Sets <c>ReconnectPolicy = SseReconnect.Never</c>, so that the sequence ends with its response.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class NeverReconnectFix : ExpressionFix
{
    private const string Policy = "ReconnectPolicy = global::Sse.Reactive.SseReconnect.Never";

    /// <summary>The rule.</summary>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create(AwaitOfEndlessAnalyzer.Id);

    /// <summary>What the fix does.</summary>
    protected override string Title => "End with the response: ReconnectPolicy = SseReconnect.Never";

    /// <summary>The call that connects, with the policy in its options.</summary>
    protected override ExpressionSyntax? Fix(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
        {
            return null;
        }

        var arguments = call.ArgumentList.Arguments;
        var index = arguments.IndexOf(argument => argument.NameColon?.Name.Identifier.ValueText == "options");
        var created = (ObjectCreationExpressionSyntax)Parse($"new global::Sse.Reactive.SseOptions {{ {Policy} }}");
        if (index < 0 && arguments.Count < method.Parameters.Length)
        {
            return call.WithArgumentList(call.ArgumentList.AddArguments(SyntaxFactory.Argument(created)));
        }

        var options = arguments[index < 0 ? arguments.Count - 1 : index].Expression;
        if (options.IsKind(SyntaxKind.NullLiteralExpression) || options.IsKind(SyntaxKind.DefaultLiteralExpression))
        {
            return call.ReplaceNode(options, created);
        }

        return options is BaseObjectCreationExpressionSyntax own
            ? call.ReplaceNode(options, ObjectInitializers.Add(own, created.Initializer!.Expressions[0]))
            : null;
    }
}

using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sse.Analyzers;

/// <summary>Adds an <c>onError</c> that prints the error.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddOnErrorFix : ExpressionFix
{
    /// <summary>The rule.</summary>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create(SubscribeWithoutOnErrorAnalyzer.Id);

    /// <summary>What the fix does.</summary>
    protected override string Title => "Add an onError";

    /// <summary>The call with one more argument, after <c>onNext</c>.</summary>
    protected override ExpressionSyntax? Fix(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol { ReducedFrom: not null } method
            || call.ArgumentList.Arguments.Any(argument => argument.NameColon is not null))
        {
            return null;
        }

        var arguments = call.ArgumentList.Arguments;
        var hasOnNext = method.Parameters.Any(p => p.Name == "onNext");
        if (!hasOnNext)
        {
            arguments = arguments.Insert(0, SyntaxFactory.Argument(Parse("_ => { }")));
        }

        var onError = SyntaxFactory.Argument(Parse("error => global::System.Console.Error.WriteLine(error)"));
        return call.WithArgumentList(call.ArgumentList.WithArguments(arguments.Insert(1, onError)));
    }
}

using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sse.Analyzers.Server;

/// <summary>Calls <c>After</c> with the last event ID of the subscriber, where the code has one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddAfterFix : CodeFixProvider
{
    private const string Title = "Start with After(subscriber.LastEventId)";
    private const string DefaultName = "subscriber";

    /// <summary>The rule.</summary>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create(TopicWithoutAfterAnalyzer.Id);

    /// <summary>Fixes all occurrences one by one.</summary>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <summary>Offers the fix where a parameter is the subscriber.</summary>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax topic
                && SubscriberOf(topic, model!) is { } subscriber)
            {
                var document = context.Document.WithSyntaxRoot(Fix(root, topic, subscriber));
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(document), Title), diagnostic);
            }
        }
    }

    private static SyntaxNode Fix(SyntaxNode root, ExpressionSyntax topic, ParameterSyntax subscriber)
    {
        var name = subscriber.Identifier.ValueText == "_" ? DefaultName : subscriber.Identifier.ValueText;
        var isPlain = topic is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax
            or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax;
        var bare = isPlain ? topic.WithoutTrivia().ToString() : $"({topic.WithoutTrivia()})";
        var after = SyntaxFactory.ParseExpression($"{bare}.After({name}.LastEventId)").WithTriviaFrom(topic);
        return root.ReplaceNodes(
            new SyntaxNode[] { topic, subscriber },
            (original, changed) => original == topic
                ? after
                : ((ParameterSyntax)changed).WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(subscriber.Identifier)));
    }

    /// <summary>The parameter of the nearest function around the topic that is a subscriber.</summary>
    private static ParameterSyntax? SubscriberOf(ExpressionSyntax topic, SemanticModel model) => topic.Ancestors()
        .SelectMany(ParametersOf)
        .FirstOrDefault(parameter => model.GetDeclaredSymbol(parameter) is IParameterSymbol { Type: var type }
            && type.Is("SseSubscriber", "Sse.Reactive.AspNetCore"));

    private static IEnumerable<ParameterSyntax> ParametersOf(SyntaxNode node) => node switch
    {
        SimpleLambdaExpressionSyntax lambda => new[] { lambda.Parameter },
        ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList.Parameters,
        BaseMethodDeclarationSyntax method => method.ParameterList.Parameters,
        LocalFunctionStatementSyntax method => method.ParameterList.Parameters,
        _ => Array.Empty<ParameterSyntax>(),
    };
}

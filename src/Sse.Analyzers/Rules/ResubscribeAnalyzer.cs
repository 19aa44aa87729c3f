using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sse.Analyzers;

/// <summary>SSE005: an operator subscribes to a connection again, which starts it from the beginning.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ResubscribeAnalyzer : CallAnalyzer
{
    internal const string Id = "SSE005";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "Retry, Repeat or Catch downstream of a connection",
        "'{0}' subscribes again without the last event ID and without a delay, where the connection reconnects by itself; "
            + "use SseOptions.ReconnectPolicy, or resume from a checkpoint",
        "Reliability",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help.LinkTo(Id));

    /// <summary>The rule.</summary>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Rule);

    /// <summary>Options of a connection that can end on purpose, or that remembers where it was.</summary>
    private static readonly HashSet<string> Purposes =
        ["ReconnectPolicy", "MaxConsecutiveFailures", "MaxDowntime", "FailOnFirstAttempt", "RequestFactory", "CheckpointStore"];

    /// <summary>Operators that subscribe again. <c>Catch</c> and <c>OnErrorResumeNext</c> do if they get the same connection.</summary>
    protected override IEnumerable<string> Names => ["Retry", "RetryWhen", "Repeat", "Catch", "OnErrorResumeNext"];

    private protected override void Analyze(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.TargetMethod.IsOperator()
            && Connection.SourceOf(Chain.Receiver(call), NeedsPosition) is { } connection
            && ConnectionOptions.SetBy(connection) is { } options
            && !options.Any(Purposes.Contains)
            && StartsAgain(call, connection))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, Methods.NameOf(call), call.TargetMethod.Name));
        }
    }

    /// <summary>Not <c>CheckpointTo</c>, which keeps the position, or an operator that takes a part, such as the first event.</summary>
    private static bool NeedsPosition(IMethodSymbol method) => method.IsOperator()
        && method.Name != "CheckpointTo"
        && !method.Name.StartsWith("Take", StringComparison.Ordinal)
        && !method.Name.StartsWith("First", StringComparison.Ordinal);

    private static bool StartsAgain(IInvocationOperation call, IInvocationOperation connection) => call.TargetMethod.Name switch
    {
        "Catch" or "OnErrorResumeNext" => ConnectsAgain(call, connection),
        "RetryWhen" => OnlyDelays(call),
        _ => true,
    };

    /// <summary>The function of <c>RetryWhen</c> does not look at the errors, so that none of them ends it.</summary>
    private static bool OnlyDelays(IInvocationOperation call) =>
        Chain.Unwrap(call.Arguments.Last().Value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation function }
        && function.Descendants().OfType<IInvocationOperation>()
            .All(inner => inner.TargetMethod.Name == "Delay" || inner.TargetMethod.IsOf("TimeSpan", "System"));

    private static bool ConnectsAgain(IInvocationOperation call, IInvocationOperation connection)
    {
        var source = Chain.Receiver(call);
        var locals = Chain.Upstream(source).OfType<ILocalReferenceOperation>().Select(reference => reference.Local).ToList();
        return call.Arguments.Where(argument => argument.Value != source).SelectMany(argument => argument.Descendants()).Any(
            operation => operation switch
            {
                IInvocationOperation other => SyntaxFactory.AreEquivalent(other.Syntax, connection.Syntax),
                ILocalReferenceOperation local => locals.Contains(local.Local, SymbolEqualityComparer.Default),
                _ => false,
            });
    }
}

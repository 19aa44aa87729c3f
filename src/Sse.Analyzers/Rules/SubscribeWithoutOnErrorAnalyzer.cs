using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sse.Analyzers;

/// <summary>SSE002: <c>Subscribe</c> without <c>onError</c>, where an error of the connection ends the process.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SubscribeWithoutOnErrorAnalyzer : CallAnalyzer
{
    internal const string Id = "SSE002";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "Subscribe to a connection without onError",
        "An error of this connection is thrown on the thread that delivers it, which ends the process; pass an onError to Subscribe",
        "Reliability",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help.LinkTo(Id));

    /// <summary>The rule.</summary>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Rule);

    /// <summary>The methods.</summary>
    protected override IEnumerable<string> Names => ["Subscribe"];

    private protected override void Analyze(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.TargetMethod.IsOf("ObservableExtensions", "System")
            && !call.TargetMethod.Parameters.Any(p => p.Name is "onError" or "observer")
            && Connection.SourceOf(Chain.Receiver(call), PassesErrors) is { } connection
            && !Connection.HasTransport(connection))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, Methods.NameOf(call)));
        }
    }

    private static bool PassesErrors(IMethodSymbol method) =>
        method.IsOperator()
        && !(method.Name is "Catch" or "Materialize" or "OnErrorResumeNext" or "Retry" or "RetryWhen" || IsWrapped(method));

    /// <summary>A function of the sequence may handle its errors, as in <c>Publish(events =&gt; ...)</c>.</summary>
    private static bool IsWrapped(IMethodSymbol method) =>
        method.Name is "Publish" or "Replay" or "Multicast" && method.DependsOnSequence();
}

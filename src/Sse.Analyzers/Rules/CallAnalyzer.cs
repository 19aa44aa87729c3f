using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sse.Analyzers;

/// <summary>A rule about calls, in projects that use the client.</summary>
public abstract class CallAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The names of the methods that the rule is about.</summary>
    protected abstract IEnumerable<string> Names { get; }

    /// <summary>Looks at each call of these methods, outside of generated code.</summary>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Sse.Reactive.SseObservable") is not null)
            {
                Register(start);
            }
        });
    }

    private protected virtual void Register(CompilationStartAnalysisContext context)
    {
        var names = new HashSet<string>(Names);
        context.RegisterOperationAction(
            operation =>
            {
                if (operation.Operation is IInvocationOperation call && names.Contains(call.TargetMethod.Name))
                {
                    Analyze(operation, call);
                }
            },
            OperationKind.Invocation);
    }

    private protected abstract void Analyze(OperationAnalysisContext context, IInvocationOperation call);
}

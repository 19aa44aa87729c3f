using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sse.Analyzers;

/// <summary>The calls that connect.</summary>
internal static class Connection
{
    /// <summary>The call that connects at the start of a chain, if each operator between is one that the caller knows.</summary>
    public static IInvocationOperation? SourceOf(IOperation? value, Func<IMethodSymbol, bool> isKnown)
    {
        foreach (var step in Chain.Upstream(value))
        {
            switch (step)
            {
                case ILocalReferenceOperation:
                    break;
                case IInvocationOperation call when IsConnect(call.TargetMethod):
                    return call;
                case IInvocationOperation call when isKnown(call.TargetMethod):
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>It uses a transport, such as that of a test, and not HTTP.</summary>
    public static bool HasTransport(IInvocationOperation connection) => connection.TargetMethod.Parameters.Any(p => p.Name == "transport");

    public static bool IsConnect(IMethodSymbol method) => method.Name switch
    {
        "Connect" or "Signals" => method.IsOf("SseObservable", "Sse.Reactive") || method.IsOf("SseAsyncEnumerable", "Sse.Reactive")
            || IsOfNamedClient(method),
        "ReadAllAsync" or "ReadSignalsAsync" => IsOfNamedClient(method),
        _ => false,
    };

    private static bool IsOfNamedClient(IMethodSymbol method) => method.IsOf("SseClient", "Sse.Reactive.DependencyInjection");
}

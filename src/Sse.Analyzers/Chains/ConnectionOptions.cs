using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sse.Analyzers;

/// <summary>The options of a connection, as far as they are written where it is made.</summary>
internal static class ConnectionOptions
{
    /// <summary>
    /// The names of the options that are set, or <c>null</c> if they are written elsewhere, as those of a named client are. A local
    /// variable stands for its initial value.
    /// </summary>
    public static IReadOnlyCollection<string>? SetBy(IInvocationOperation connection)
    {
        var options = Chain.Unwrap(Chain.Argument(connection, "options"));
        if (options is ILocalReferenceOperation local)
        {
            options = Chain.Unwrap(Chain.InitialValue(local));
        }

        return options switch
        {
            IObjectCreationOperation created => [.. Assigned(created).Select(property => property.Name)],
            IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } } => [],
            _ => null,
        };
    }

    /// <summary>The properties that the initializer of an object assigns.</summary>
    public static IEnumerable<IPropertySymbol> Assigned(IObjectCreationOperation created) => Assignments(created)
        .Select(assignment => ((IPropertyReferenceOperation)assignment.Target).Property);

    /// <summary>The assignments of properties in the initializer of an object.</summary>
    public static IEnumerable<ISimpleAssignmentOperation> Assignments(IObjectCreationOperation created) =>
        created.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Where(a => a.Target is IPropertyReferenceOperation) ?? [];
}

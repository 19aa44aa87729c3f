using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sse.Analyzers;

/// <summary>Changes of object initializers.</summary>
internal static class ObjectInitializers
{
    /// <summary>The creation of an object with one more assignment in its initializer.</summary>
    public static BaseObjectCreationExpressionSyntax Add(BaseObjectCreationExpressionSyntax created, ExpressionSyntax assignment)
    {
        var initializer = created.Initializer ?? SyntaxFactory.InitializerExpression(SyntaxKind.ObjectInitializerExpression);
        return created.WithInitializer(initializer.WithExpressions(initializer.Expressions.Insert(0, assignment)));
    }
}

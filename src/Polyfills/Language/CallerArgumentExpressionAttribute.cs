namespace System.Runtime.CompilerServices;

/// <summary>Has the compiler fill in an argument's text.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class CallerArgumentExpressionAttribute(string parameterName) : Attribute
{
    public string ParameterName { get; } = parameterName;
}

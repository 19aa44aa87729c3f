namespace System.Runtime.CompilerServices;

/// <summary>
/// The framework's own cannot stand on a method here. (The source's wins over it, with the warning CS0436, which the project file
/// silences.)
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AsyncMethodBuilderAttribute(Type builderType) : Attribute
{
    public Type BuilderType { get; } = builderType;
}

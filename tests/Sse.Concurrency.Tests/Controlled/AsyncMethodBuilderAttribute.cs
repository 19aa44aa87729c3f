namespace Sse;

/// <summary>In the place of the compiler's attribute: methods get the builder that Coyote knows, and not the pooling one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AsyncMethodBuilderAttribute(Type builderType) : Attribute
{
    public Type BuilderType => builderType;
}

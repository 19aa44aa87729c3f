namespace System.Diagnostics.CodeAnalysis;

/// <summary>Which members of a type are looked up by name; trimmers read it, and there are none here.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.ReturnValue | AttributeTargets.GenericParameter | AttributeTargets.Method)]
internal sealed class DynamicallyAccessedMembersAttribute(DynamicallyAccessedMemberTypes memberTypes) : Attribute
{
    public DynamicallyAccessedMemberTypes MemberTypes { get; } = memberTypes;
}

/// <summary>Kinds of members, as far as they are named in this code.</summary>
[Flags]
internal enum DynamicallyAccessedMemberTypes
{
    PublicConstructors = 3,
}

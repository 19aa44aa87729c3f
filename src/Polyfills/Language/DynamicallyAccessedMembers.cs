namespace System.Diagnostics.CodeAnalysis;

/// <summary>Names the members of a type that are accessed by reflection. Trimmers read it; this target is not trimmed.</summary>
[AttributeUsage(
    AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.ReturnValue
    | AttributeTargets.GenericParameter | AttributeTargets.Method)]
internal sealed class DynamicallyAccessedMembersAttribute(DynamicallyAccessedMemberTypes memberTypes) : Attribute
{
    public DynamicallyAccessedMemberTypes MemberTypes { get; } = memberTypes;
}

/// <summary>The kinds of members that this code uses.</summary>
[Flags]
internal enum DynamicallyAccessedMemberTypes
{
    PublicConstructors = 3,
}

namespace System.Runtime.CompilerServices;

/// <summary>The compiler marks <c>init</c> accessors with it.</summary>
internal static class IsExternalInit;

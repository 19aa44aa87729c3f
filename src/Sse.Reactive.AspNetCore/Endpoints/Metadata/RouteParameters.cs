#if NET10_0_OR_GREATER
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Declares the parameters of a route to OpenAPI. The platform takes them from a handler's parameters, of which a function that gives a
/// source has none.
/// </summary>
internal static class RouteParameters
{
    public static void AddTo(IList<object> metadata, RoutePattern pattern, MethodInfo handler)
    {
        foreach (var parameter in pattern.Parameters)
        {
            metadata.Add(new Binding(parameter, handler));
        }
    }

    private sealed class Binding(RoutePatternParameterPart parameter, MethodInfo handler) : IParameterBindingMetadata
    {
        public string Name => parameter.Name;

        public bool HasTryParse => false;

        public bool HasBindAsync => false;

        public ParameterInfo ParameterInfo { get; } = new Parameter(parameter.Name, handler);

        public bool IsOptional => parameter.IsOptional;
    }

    /// <summary>A parameter as reflection would describe it, if the handler had one of this name.</summary>
    private sealed class Parameter : ParameterInfo
    {
        public Parameter(string name, MethodInfo handler) => (NameImpl, ClassImpl, MemberImpl) = (name, typeof(string), handler);

        public override object? DefaultValue => DBNull.Value;

        public override bool HasDefaultValue => false;

        public override IList<CustomAttributeData> GetCustomAttributesData() => [];
    }
}
#endif

#if NET10_0_OR_GREATER
using Microsoft.AspNetCore.Http.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>Makes cookie authentication answer 401 and 403 instead of redirecting.</summary>
internal sealed class NoCookieRedirect : IDisableCookieRedirectMetadata
{
    public static readonly NoCookieRedirect Instance = new();
}
#endif

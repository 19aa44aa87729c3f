namespace Blazor.Host;

/// <summary>The stream that Blazor Server shows. Visitors cannot choose it: this server would connect to any URL for them.</summary>
/// <param name="Url">The URL; <see langword="null"/> for the stream of this server.</param>
internal sealed record ServerStream(string? Url);

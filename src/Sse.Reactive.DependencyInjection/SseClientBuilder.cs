using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.DependencyInjection;

/// <summary>The builder that <c>AddSseClient</c> returns.</summary>
internal sealed record SseClientBuilder(string Name, IServiceCollection Services, IHttpClientBuilder HttpClient) : ISseClientBuilder;

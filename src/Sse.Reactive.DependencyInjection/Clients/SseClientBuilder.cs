using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.DependencyInjection;

internal sealed record SseClientBuilder(string Name, IServiceCollection Services, IHttpClientBuilder HttpClient) : ISseClientBuilder;

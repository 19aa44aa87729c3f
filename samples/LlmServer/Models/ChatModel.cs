using System.ClientModel;
using System.ClientModel.Primitives;
using LlmServer.Models.Providers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;

namespace LlmServer.Models;

/// <summary>The model that is served: the scripted one, or that of an OpenAI-compatible API (<c>Model:Endpoint</c>).</summary>
internal static class ChatModel
{
    public static IChatClient Create(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        if (configuration["Model:Endpoint"] is not { } endpoint)
        {
            return ActivatorUtilities.CreateInstance<ScriptedModel>(services);
        }

        var key = configuration["Model:Key"] ?? configuration["OPENAI_API_KEY"] ?? "none";
        var client = new OpenAIClient(new ApiKeyCredential(key), new()
        {
            Endpoint = new(endpoint),
            Transport = new HttpClientPipelineTransport(new HttpClient(new ProviderErrors())),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0), // a refusal is passed on at once: the client decides what to do
        });
        return client.GetChatClient(configuration["Model:Name"] ?? "default").AsIChatClient(); // a request's own model name has priority
    }
}

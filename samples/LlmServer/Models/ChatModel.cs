using System.ClientModel;
using System.ClientModel.Primitives;
using LlmServer.Models.Providers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;

namespace LlmServer.Models;

/// <summary>The model that is served: the scripted one, or that of an OpenAI-compatible API (<c>Model:Endpoint</c>).</summary>
internal static class ChatModel
{
    public static IChatClient Create(IServiceProvider services)
    {
        var settings = services.GetRequiredService<LlmServerSettings>();
        if (settings.ModelEndpoint is null)
        {
            return ActivatorUtilities.CreateInstance<ScriptedModel>(services);
        }

        var client = new OpenAIClient(new ApiKeyCredential(settings.ModelKey), new()
        {
            Endpoint = settings.ModelEndpoint,
            Transport = new HttpClientPipelineTransport(new HttpClient(new ProviderErrors())),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0), // a refusal is passed on at once: the client decides what to do
        });
        return new ProviderClient(client.GetChatClient(settings.ModelName).AsIChatClient()); // a request's own model name has priority
    }
}

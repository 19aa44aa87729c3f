using LlmServer;
using LlmServer.Models;
using Microsoft.Extensions.Hosting;

// Serves a language model with the APIs of OpenAI, Anthropic and Vercel:
//   LlmServer --urls http://127.0.0.1:5082
var app = LlmServerApp.Create(args, ChatModel.Create);
try
{
    await app.StartAsync();
}
catch (IOException error)
{
    Console.Error.WriteLine($"{error.Message} Choose another port, or any free one: --urls http://127.0.0.1:0");
    return 1;
}

Console.WriteLine($"Serving {app.Urls.Single()}. Press Ctrl+C to stop.");
await app.WaitForShutdownAsync();
return 0;

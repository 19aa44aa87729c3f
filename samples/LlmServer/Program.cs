using System.Net.Sockets;
using LlmServer;
using LlmServer.Models;
using Microsoft.Extensions.Hosting;

// Serves a language model with the APIs of OpenAI, Anthropic and Vercel:
//   LlmServer --urls http://127.0.0.1:5082
try
{
    await using var app = LlmServerApp.Create(args, ChatModel.Create);
    await app.StartAsync();
    Console.WriteLine($"Serving {string.Join(", ", app.Urls)}. Press Ctrl+C to stop.");
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception error) when (error is IOException or SocketException) // where it should listen
{
    Console.Error.WriteLine($"{error.Message} Choose another port, or any free one: --urls http://127.0.0.1:0");
    return 1;
}
catch (Exception error) when (error is FormatException or InvalidOperationException) // an invalid setting
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Sdks;

/// <summary>An answer that survives a reload: Vercel's <c>useChat</c> with <c>reconnectToStream</c>, over a topic per answer.</summary>
public class ChatResumeTests
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, SseTopic> _running = new();

    [Test]
    public async Task A_reloaded_page_shows_the_whole_answer()
    {
        await NodeModules.RequireAsync();
        await using var server = await TestServer.StartAsync(app =>
        {
            app.MapPost("/api/chat", (JsonElement chat) => SseResults.Stream(Start(chat.GetProperty("id").GetString()!).After("")));
            app.MapGet("/api/chat/{id}/stream", IResult (string id) => _running.TryGetValue(id, out var answer)
                ? SseResults.Stream(answer.After(""))
                : TypedResults.NoContent());
            app.MapGet("/go", () => _go.TrySetResult());
        });
        await using var peer = Peer.Run(NodeModules.Node, "sdks/use-chat-resume.mjs", server.Uri.ToString());

        var output = await peer.WaitForExitAsync();

        Assert.That(output, Is.EqualTo($"""[["{Answers.Half}","ready",null],["{Answers.Text}","ready",null],["","ready",null]]""" + "\n"));
    }

    private SseTopic Start(string id)
    {
        var topic = _running[id] = new SseTopic(id, new() { ReplayFromOldest = true });
        _ = AnswerAsync();
        return topic;

        async Task AnswerAsync()
        {
            Publish([.. UiMessages.Api.Begin, .. Tokens(Answers.Half)]);
            await _go.Task;
            Publish([.. Tokens(Answers.Text[Answers.Half.Length..]), .. UiMessages.Api.End, UiMessages.Api.Completion!.Value]);
            _running.TryRemove(id, out _);
            topic.OnCompleted();
        }

        void Publish(IEnumerable<SseEvent> events)
        {
            foreach (var value in events)
            {
                topic.Publish(value);
            }
        }
    }

    private static IEnumerable<SseEvent> Tokens(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => UiMessages.Api.Token(word.EndsWith('.') ? word : word + " "));
}

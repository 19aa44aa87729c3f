using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The programs of the README compile as pasted, and do what it says.</summary>
public partial class ProgramTests
{
    private const string Prices = "https://example.com/prices";
    private const string Chat = "https://api.openai.com/v1/chat/completions";

    [Test]
    public async Task The_client_prints_each_price_once()
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            var last = context.Request.Headers["Last-Event-ID"].ToString();
            if (last == "2")
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            await EventServer.SendAsync(
                context.Response,
                last.Length == 0
                    ? "retry: 100\n\nevent: price\nid: 1\ndata: 41\n\nevent: price\nid: 2\ndata: cut of"
                    : "event: price\nid: 2\ndata: 42\n\ndata: other\n\n");
        });
        using var client = DocumentProgram.Start("ReadmeClient", (Prices, server.Uri.ToString()));

        var exitCode = await client.ExitAsync();

        Assert.That((exitCode, await client.Output.ReadToEndAsync()), Is.EqualTo((0, "1: 41\n2: 42\n")), await client.Errors);
    }

    [Test]
    public async Task The_server_serves_prices()
    {
        using var server = DocumentProgram.Start("ReadmeServer", ("", ""), "--urls", "http://127.0.0.1:0");
        string? url = null;
        while (url is null)
        {
            var line = await server.Output.ReadLineAsync().WaitAsync(TestDeadline.Value);
            url = Listening().Match(line ?? throw new EndOfStreamException(await server.Errors)) is { Success: true } found
                ? found.Groups["url"].Value
                : null;
        }

        var prices = SseObservable.Connect($"{url}/prices");
        var first = await prices.FirstAsync().ToTask().WaitAsync(TestDeadline.Value);
        var next = await SseObservable.Connect($"{url}/prices", new() { LastEventId = first.LastEventId })
            .FirstAsync().ToTask().WaitAsync(TestDeadline.Value);

        Assert.That((first.Type, next.Type), Is.EqualTo(("price", "price")));
        Assert.That(Number(next), Is.EqualTo(Number(first) + 1));
    }

    [Test]
    public async Task The_chat_prints_an_answer()
    {
        var (length, question) = (default(long?), "");
        await using var server = await EventServer.StartAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            (length, question) = (context.Request.ContentLength, await body.ReadToEndAsync());
            await EventServer.SendAsync(
                context.Response,
                """
                data: {"choices":[{"delta":{"content":"Because"}}]}

                data: {"choices":[{"delta":{"content":" of scattering."}}]}

                data: [DONE]


                """);
        });
        using var chat = DocumentProgram.Start("ReadmeChat", (Chat, server.Uri.ToString()));

        var exitCode = await chat.ExitAsync();

        Assert.That((exitCode, await chat.Output.ReadToEndAsync()), Is.EqualTo((0, "Because of scattering.")), await chat.Errors);
        Assert.That(question, Does.Contain("Why is the sky blue?"));
        Assert.That(length, Is.EqualTo(question.Length)); // some servers do not read a body in chunks
    }

    [TestCase("data: {\"choices\":[{\"delta\":{\"content\":\"Because\"}}]}\n\n", "The answer is incomplete.")]
    [TestCase("data: {\"error\":{\"message\":\"overloaded\"}}\n\n", "overloaded")]
    public async Task An_answer_that_breaks_off_is_an_error(string answer, string error)
    {
        await using var server = await EventServer.StartAsync(context => EventServer.SendAsync(context.Response, answer));
        using var chat = DocumentProgram.Start("ReadmeChat", (Chat, server.Uri.ToString()));

        var exitCode = await chat.ExitAsync();

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(await chat.Errors, Does.Contain(error));
    }

    /// <summary>A topic's IDs end with the number of the event.</summary>
    private static long Number(SseEvent e) => long.Parse(TrailingNumber().Match(e.LastEventId).Value, null);

    [GeneratedRegex("Now listening on: (?<url>http://[0-9.:]+)")]
    private static partial Regex Listening();

    [GeneratedRegex("[0-9]+$")]
    private static partial Regex TrailingNumber();
}

using System.Net;
using Sse.Tests.Shared;

namespace Sse.Packages.Tests;

/// <summary>A server published ahead of time: builds without warnings and answers streams.</summary>
public class PublishedServerTests
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    [TestCase("net10.0")]
    [TestCase("net8.0")]
    public async Task A_server_answers_streams_when_published_ahead_of_time(string target)
    {
        Requires.Program("clang"); // links native programs
        Requires.FileAt("/usr/include/zlib.h");
        var server = await Consumer.PublishAsync("NativeWeb", target, "PublishAot");
        using var process = Command.Start(server.Program, "--urls", "http://127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = new((await process.WaitForOutputAsync("Now listening on: ")).Split("on: ")[1]) };

        var json = string.Concat(Enumerable.Range(1, 3).Select(n => $"event: price\ndata: {{\"amount\":{n}}}\n\n"));
        Assert.That(await http.GetStringAsync("/json"), Is.EqualTo(":\n" + json));
        Assert.That(await http.GetStringAsync("/pulled"), Is.EqualTo(":\n" + json));

        using var open = await http.GetAsync("/prices", HttpCompletionOption.ResponseHeadersRead).WaitAsync(Deadline);
        using var live = new StreamReader(await open.Content.ReadAsStreamAsync());
        var first = await PublishAsync(http, 1);
        Assert.That(await ReadEventAsync(live), Is.EqualTo(new[] { "event: price", "data: {\"amount\":1}", $"id: {first}" }));
        var second = await PublishAsync(http, 2);
        Assert.That(await ReadEventAsync(live), Is.EqualTo(new[] { "event: price", "data: {\"amount\":2}", $"id: {second}" }));

        using var resume = new HttpRequestMessage(HttpMethod.Get, "/topics/prices") { Headers = { { "Last-Event-ID", first } } };
        using var resumed = await http.SendAsync(resume, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Deadline);
        using var rest = new StreamReader(await resumed.Content.ReadAsStreamAsync());
        Assert.That(await ReadEventAsync(rest), Is.EqualTo(new[] { "event: price", "data: {\"amount\":2}", $"id: {second}" }));
        using var missing = await http.GetAsync("/topics/none");
        Assert.That(missing.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));

        process.Terminate();
        await process.WaitForExitAsync();
        Assert.That((process.ExitCode, process.Error), Is.EqualTo((0, "")));
    }

    private static async Task<string> PublishAsync(HttpClient http, int amount)
    {
        using var response = await http.PostAsync($"/publish/{amount}", null);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    /// <summary>The lines of the next event: a block with data, and so not an ID that stands alone.</summary>
    private static async Task<List<string>> ReadEventAsync(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync().WaitAsync(Deadline) is { } line)
        {
            if (line.Length > 0)
            {
                lines.Add(line);
            }
            else if (lines.Any(l => l.StartsWith("data: ", StringComparison.Ordinal)))
            {
                break;
            }
            else
            {
                lines.Clear();
            }
        }

        lines.Remove(":");
        return lines;
    }
}

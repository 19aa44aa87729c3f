using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.Extensions.Primitives;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary>Response headers as they come over a socket, with the built-in client and with a plain one.</summary>
[TestFixture(true)]
[TestFixture(false)]
public class ResponseHeaderTests(bool isBuiltIn)
{
    private HttpClient? _client;

    private SseOptions Options => new() { HttpClient = _client };

    [SetUp]
    public void SetUp() => _client = isBuiltIn ? null : new();

    [TearDown]
    public void TearDown() => _client?.Dispose();

    [TestCase("text/event-stream", "text/event-stream; charset=utf-8")]
    [TestCase("text/html", "text/event-stream")]
    public async Task Reads_a_stream_whose_content_type_is_in_two_header_lines(string first, string second)
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.Headers.ContentType = new StringValues([first, second]);
            return EventServer.SendAsync(context.Response, "data: a\n\n");
        });

        Assert.That((await First(server)).Data, Is.EqualTo("a"));
    }

    [Test]
    public async Task Refuses_a_stream_whose_content_coding_was_not_decoded()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = "zstd";
            return EventServer.SendAsync(context.Response, "id: 2233\ndata: a\n\n");
        });

        Assert.That(() => First(server), Throws.TypeOf<SseResponseException>().With.Message.Contains("content coding 'zstd'"));
    }

    private Task<SseEvent> First(EventServer server) =>
        SseObservable.Connect(server.Uri, Options).FirstAsync().ToTask().WaitAsync(TestDeadline.Value);
}

using System.IO.Pipelines;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using System.Text.Json;

namespace Sse.Docs.Tests;

#pragma warning disable CA1806, CA2000 // the documents omit disposal

/// <summary>The code of docs/protocol.md, compiled and run.</summary>
public class ProtocolSnippets : FeedSnippets
{
    [Test]
    public async Task ProtocolFile()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "data: a\n\ndata: b\n\n");

        #region ProtocolFile
        await using var file = File.OpenRead(path);
        await foreach (var e in file.ReadSseAsync())
        {
            Console.WriteLine(e.Data);
        }
        #endregion

        File.Delete(path);
        await Printed("a", "b");
    }

    [Test]
    public async Task ProtocolHttp()
    {
        using var client = new HttpClient();
        var uri = Uri;

        #region ProtocolHttp
        using var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead); // without waiting for the body
        await foreach (var e in response.EnsureSuccessStatusCode().Content.ReadSseAsync())
        {
            Console.WriteLine(e.Data);
        }
        #endregion

        await Printed("hello");
    }

    [Test]
    public async Task ProtocolWriteStream()
    {
        using var stream = new MemoryStream();
        var events = new[] { new SseEvent("a", LastEventId: "1"), new SseEvent("b", LastEventId: "2") }.ToAsyncEnumerable();

        #region ProtocolWriteStream
        await stream.WriteSseAsync(events); // an IAsyncEnumerable<SseEvent>; returns when it has ended and all is flushed
        #endregion

        Assert.That(Encoding.UTF8.GetString(stream.ToArray()), Is.EqualTo("data: a\nid: 1\n\ndata: b\nid: 2\n\n"));
    }

    [Test]
    public async Task ProtocolPipe()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("data: 1\n\ndata: 22\n\n"u8.ToArray());
        await pipe.Writer.CompleteAsync();

        #region ProtocolPipe
        // The selector reads the bytes in place, without creating a string.
        await foreach (var length in pipe.Reader.AsStream().ReadSseAsync(view => view.Utf8Data.Length))
        {
            Console.WriteLine(length);
        }
        #endregion

        await Printed("1", "2");
    }

    [Test]
    public async Task ProtocolRx()
    {
        #region ProtocolRx
        // using System.Reactive.Linq, for ToObservable
        IObservable<SseEvent> events = new[] { new SseEvent("two\nlines", "note", "1"), new SseEvent("plain") }.ToObservable();
        IObservable<SseEvent> back = events.FormatSse().ParseSse(); // bytes in between, as sent over the network
        #endregion

        Assert.That(
            await back.ToList().ToTask().WaitAsync(Deadline),
            Is.EqualTo(new[] { new SseEvent("two\nlines", "note", "1"), new SseEvent("plain") }));
    }

    [Test]
    public async Task ProtocolWrite()
    {
        using var body = new MemoryStream();

        #region ProtocolWrite
        var output = PipeWriter.Create(body); // or a response's BodyWriter, or any IBufferWriter<byte>
        var encoder = new SseEncoder();
        encoder.Write(new SseEvent("two\nlines", "note", "1"), output);
        encoder.Write(new SseFrame.Comment("still here"), output);
        await output.FlushAsync();
        #endregion

        Assert.That(Encoding.UTF8.GetString(body.ToArray()), Is.EqualTo("event: note\ndata: two\ndata: lines\nid: 1\n\n:still here\n"));
    }

    [Test]
    public async Task ProtocolJson()
    {
        var body = new MemoryStream("data: {\"time\":7}\n\n"u8.ToArray());

        #region ProtocolJson
        await foreach (var ping in body.ReadSseAsync(view => JsonSerializer.Deserialize(view.Utf8Data, MyContext.Default.Ping)))
        {
            Console.WriteLine(ping!.Time); // read from the bytes, without a string
        }
        #endregion

        await Printed("7");
    }

    [Test]
    public void ProtocolDecoder()
    {
        ReadOnlySpan<byte> chunk = "event: ping\ndata: a\n\ndata: half"u8;

        #region ProtocolDecoder
        var decoder = new SseDecoder();
        while (decoder.TryReadEvent(ref chunk, out var view)) // false: continue with the next chunk
        {
            Console.WriteLine($"{view.Type}: {view.Utf8Data.Length} bytes");
        }
        #endregion

        Assert.That(chunk.IsEmpty);
    }
}

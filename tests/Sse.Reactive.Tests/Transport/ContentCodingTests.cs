using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>Responses whose <c>Content-Encoding</c> was not decoded: compressed bytes are never parsed as text.</summary>
public class ContentCodingTests : VirtualTimeTests
{
    [TestCase("zstd", "zstd")]
    [TestCase("GZIP", "GZIP")]
    [TestCase("identity, zstd", "zstd")]
    [TestCase("zstd,br", "zstd, br")]
    [TestCase("unknown", "unknown")]
    public void A_coding_that_was_not_decoded_fails_and_is_named(string header, string named)
    {
        Server.Then(200, "id: 2233\ndata: a\n\n").WithHeader("Content-Encoding", header);

        var seen = Run(until: 10);

        seen.ToBe("#");
        var error = (SseResponseException)seen.Error!;
        Assert.That(error.Message, Does.Contain($" answered attempt 1 with content coding '{named}', which was not decoded."));
        Assert.That((error.Reason, error.BodyExcerpt), Is.EqualTo((SseDisconnectReason.ContentEncoding, "")));
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [TestCase("identity")]
    [TestCase("Identity, none")]
    [TestCase("none")]
    [TestCase("")]
    [TestCase(" , ")]
    public void No_coding_passes(string header)
    {
        Server.Then(200, "data: a\n\n").WithHeader("Content-Encoding", header);

        Server.Expect(Connect()).ToBe("a");
    }

    [Test]
    public void A_pulled_sequence_fails_too()
    {
        Server.Then(200, "data: a\n\n").WithHeader("Content-Encoding", "zstd");

        var seen = Server.Expect(SseAsyncEnumerable.Connect(Server.Transport, Server.Options));

        seen.ToBe("#");
        Assert.That(((SseResponseException)seen.Error!).Reason, Is.EqualTo(SseDisconnectReason.ContentEncoding));
    }

    [Test]
    public void The_excerpt_of_a_compressed_refusal_is_empty()
    {
        Server.Then(404, "\u001f\u0008compressed").WithHeader("Content-Encoding", "zstd");

        var seen = Run(until: 10);

        var error = (SseResponseException)seen.Error!;
        Assert.That((error.Reason, error.StatusCode, error.BodyExcerpt), Is.EqualTo((SseDisconnectReason.Status, 404, "")));
    }
}

using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Responses: status, headers, and when the body arrives.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class ScriptedResponseTests(string scheduler) : VirtualTimeFixture
{
    private SseScript _server = null!;

    [SetUp]
    public void SetUp() => _server = NewScript(scheduler);

    [Test]
    public void A_chunk_can_end_within_a_character()
    {
        var bytes = "data: €\n\n"u8.ToArray();
        _server.Connection("-a-b", ('a', bytes[..7]), ('b', bytes[7..]));

        _server.Expect(Connect()).ToBe("---x", ('x', "€"));
    }

    [Test]
    public void The_bytes_of_a_letter_are_copied()
    {
        var bytes = "data: x\n\n"u8.ToArray();
        _server.Connection("-a", ('a', bytes));
        bytes.AsSpan().Clear();

        _server.Expect(Connect()).ToBe("-x");
    }

    [Test]
    public void Each_chunk_is_a_separate_read()
    {
        _server.Connection("(abc)");
        var reads = new List<int>();

        _server.Expect(Read);
        _server.Run(until: Frame);

        Assert.That(reads, Is.EqualTo(new[] { 9, 9, 9 }));

        async Task<bool> Read()
        {
            using var response = await _server.Transport(new(1, "", null), default);
            while (true)
            {
                reads.Add(await response.Body.ReadAsync(new byte[12]));
            }
        }
    }

    [Test]
    public void A_read_takes_only_what_fits_its_buffer()
    {
        _server.Connection("a|", ('a', new string('x', 1000)));

        _server.Expect(Connect().Take(1)).ToBe("(x|)", ('x', new string('x', 1000)));
    }

    [Test]
    public void Given_chunks_arrive_one_per_frame()
    {
        _server.Connection(Chunkings.InTwo("data: x\n\n"u8.ToArray()).Last()).Then(204);

        _server.Expect(Connect()).ToBe("-x 3s |", ('x', "x"));
    }

    [Test]
    public void A_connection_without_an_end_stays_open()
    {
        _server.Connection("-a-");

        _server.Run(Connect(), until: TimeSpan.FromSeconds(5)).ToBe("-a 5s ");
        _server.ExpectOpen("^");
    }

    [Test]
    public void WithError_sets_the_error_of_a_reset()
    {
        var error = new IOException("pulled the plug");
        _server.Connection("-#").WithError(error);

        var seen = _server.Expect(Connect(_server.Options with { ReconnectPolicy = SseReconnect.Never }));

        seen.ToBe("-#");
        Assert.That(seen.Error!.InnerException, Is.SameAs(error));
    }

    [Test]
    public void A_caret_delays_the_response()
    {
        _server.Connection("---^-a");

        var states = _server.Expect(SseObservable.Signals(_server.Transport, _server.Options).States());

        states.ToBe("c--o-", ('c', SseConnectionState.Connecting), ('o', SseConnectionState.Open));
        Assert.That(_server.Attempts[0].OpenedAt, Is.EqualTo(3 * Frame).Within(Frame / 2));
    }

    [Test]
    public void Nothing_can_be_sent_before_the_response() =>
        Assert.That(
            Assert.Throws<MarbleSyntaxException>(() => _server.Connection("-a-^-"))!.Message,
            Does.StartWith("Column 2: Nothing can be sent before '^'"));

    [Test]
    public void A_client_can_give_up_before_the_response()
    {
        _server.Connection("-----^-a");

        var seen = _server.Expect(Connect(), "-^--!");

        seen.ToBe("----------");
        _server.ExpectOpen("-^--!");
        Assert.That(_server.Attempts[0].OpenedAt, Is.Null);
    }

    [Test]
    public void A_status_is_answered_with_its_body_and_headers()
    {
        _server.Then(401, "no token", after: 2 * Frame)
            .WithHeader("WWW-Authenticate", "Bearer")
            .WithHeader("www-authenticate", "Basic");

        var seen = _server.Expect(Connect());

        seen.ToBe("--#");
        var error = (SseResponseException)seen.Error!;
        Assert.That(
            (error.StatusCode, error.BodyExcerpt, error.Headers["WWW-Authenticate"]),
            Is.EqualTo((401, "no token", "Bearer, Basic")));
        Assert.That(error.ContentType, Is.Null);
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(99)]
    [TestCase(1000)]
    public void A_status_has_three_digits(int status) =>
        Assert.That(
            Assert.Throws<ArgumentOutOfRangeException>(() => _server.Then(status))!.Message,
            Does.StartWith("An HTTP status code has three digits"));

    [Test]
    public void The_content_type_is_a_header()
    {
        _server.Then(200, "<html>").WithHeader("Content-Type", "text/html");

        var seen = _server.Expect(Connect());

        seen.ToBe("#");
        Assert.That(((SseResponseException)seen.Error!).ContentType, Is.EqualTo("text/html"));
    }

    [Test]
    public void Headers_are_part_of_the_Opened_signal()
    {
        _server.Connection("-").WithHeader("X-Request", "r1");

        var opened = _server.Expect(SseObservable.Signals(_server.Transport, _server.Options)
            .OfType<SseSignal.Opened>()
            .Select(o => o.Headers["x-request"] + o.Headers["content-type"]));

        opened.ToBe("a", ('a', "r1text/event-stream"));
    }

    [TestCase("bad name", "x", "\"bad name\" is not a valid header name")]
    [TestCase("", "x", "\"\" is not a valid header name")]
    [TestCase("Retry-After:", "5", "\"Retry-After:\" is not a valid header name")]
    [TestCase("X-Note", "x\r\ny", "A header value cannot contain a line break")]
    [TestCase("X-Note", "x\0", "A header value cannot contain a line break or NUL")]
    public void An_invalid_header_is_an_error(string name, string value, string why) =>
        Assert.That(Assert.Throws<ArgumentException>(() => _server.Then(503).WithHeader(name, value))!.Message, Does.StartWith(why));

    private IObservable<SseEvent> Connect(SseOptions? options = null) =>
        SseObservable.Connect(_server.Transport, options ?? _server.Options);
}

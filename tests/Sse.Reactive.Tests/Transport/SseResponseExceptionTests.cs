namespace Sse.Reactive.Tests;

/// <summary>The client's exceptions as a test of a custom reconnect policy creates them.</summary>
public class SseResponseExceptionTests
{
    private static readonly Dictionary<string, string> Headers = new() { ["Retry-After"] = "5" };

    [Test]
    public void A_test_can_create_a_response_for_a_policy()
    {
        var error = new SseResponseException(
            503, Headers, "application/json", new("https://user:secret@example.test/feed?token=secret"), """{"error":"busy"}""");

        Assert.That(error.StatusCode, Is.EqualTo(503));
        Assert.That(error.Headers, Is.SameAs(Headers));
        Assert.That(error.ContentType, Is.EqualTo("application/json"));
        Assert.That(error.BodyExcerpt, Is.EqualTo("""{"error":"busy"}"""));
        Assert.That(
            error.Message,
            Is.EqualTo("""https://example.test/feed answered with status 503 instead of 200. Response body: {"error":"busy"}"""));
    }

    [Test]
    public void The_body_is_one_line_in_the_message()
    {
        var error = new SseResponseException(503, bodyExcerpt: "<html>\r\n  busy\n</html>\n");

        Assert.That(error.Message, Does.EndWith("Response body: <html>   busy </html>"));
        Assert.That(error.BodyExcerpt, Is.EqualTo("<html>\r\n  busy\n</html>\n"));
    }

    [TestCase(408, true)]
    [TestCase(425, true)]
    [TestCase(429, true)]
    [TestCase(500, true)]
    [TestCase(599, true)]
    [TestCase(404, false)]
    [TestCase(499, false)]
    [TestCase(600, false)]
    public void A_test_can_run_a_policy_on_a_response(int statusCode, bool isRetried)
    {
        var context = new SseReconnectContext(new SseResponseException(statusCode)) { Delay = TimeSpan.FromSeconds(7) };

        var decision = SseReconnect.Default(context);

        Assert.That(decision, Is.EqualTo(isRetried ? SseReconnectDecision.RetryAfter(TimeSpan.FromSeconds(7)) : SseReconnectDecision.Fail));
    }

    [Test]
    public void A_context_shows_its_values_with_the_messages_of_its_exceptions()
    {
        var context = new SseReconnectContext(new FormatException("the latest"))
        {
            AttemptNumber = 2,
            ConsecutiveFailures = 1,
            Downtime = TimeSpan.FromSeconds(3),
            Delay = TimeSpan.FromSeconds(4),
        };

        Assert.That($"{context}", Is.EqualTo(
            "Attempt = 2, Cause = the latest, PreviousError = none, ConsecutiveFailures = 1, Downtime = 00:00:03, Delay = 00:00:04"));
        Assert.That($"{context with { PreviousError = new FormatException("the first") }}", Does.Contain("PreviousError = the first,"));
    }

    [Test]
    public void The_causes_that_are_no_failures_say_what_has_happened()
    {
        Assert.That(new SseRestartException().Message, Is.EqualTo("SseOptions.Restart asked for a new connection."));
        Assert.That(new SseStreamClosedException().Message, Does.StartWith("The server ended the event stream. "));
    }

    [Test]
    public void Every_exception_of_the_client_is_an_SseException_with_a_public_constructor()
    {
        var exceptions = typeof(SseObservable).Assembly.GetExportedTypes().Where(typeof(Exception).IsAssignableFrom).ToList();

        Assert.That(exceptions, Has.Count.EqualTo(6));
        Assert.That(exceptions.Where(type => !typeof(SseException).IsAssignableFrom(type)), Is.Empty);
        Assert.That(exceptions.Where(type => type.GetConstructors().Length == 0), Is.Empty);
    }
}

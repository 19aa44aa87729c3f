using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>Tests of HTTP requests, against a scripted server behind an <see cref="HttpClient"/>.</summary>
public abstract class HttpTests : VirtualTimeTests
{
    private protected const string Uri = "http://example.test/events";

    private protected HttpClient Client { get; private set; } = null!;

    /// <summary>The attempts that the request factory of <see cref="Options"/> received.</summary>
    private protected List<SseAttempt> Attempts { get; } = [];

    private protected IEnumerable<string> Requests => Server.Attempts.Select(a => $"{a.Method} {a.Uri} {a.Body}".TrimEnd());

    [SetUp]
    public void CreateClient()
    {
        Attempts.Clear();
        Client = new(Server.CreateHandler());
    }

    [TearDown]
    public void DisposeClient() => Client.Dispose();

    private protected static HttpRequestMessage Post() => new(HttpMethod.Post, Uri) { Content = new StringContent("question") };

    private protected SseOptions Options(Func<SseAttempt, HttpRequestMessage> request) => Server.Options with
    {
        HttpClient = Client,
        RequestFactory = (attempt, _) =>
        {
            Attempts.Add(attempt);
            return new(request(attempt));
        },
    };

    private protected Observed<SseEvent> Run(SseOptions options, double until) =>
        Server.Run(SseObservable.Connect(Uri, options), TimeSpan.FromSeconds(until));
}

using System.Net;
using System.Net.Http.Headers;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary>A handler around <see cref="SseHttpHandler"/> that sends the same request again, such as after a 401 or a 503.</summary>
public class OuterHandlerTests
{
    [TestCase("GET")]
    [TestCase("POST")]
    public async Task A_request_that_is_sent_again_is_the_same(string method)
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            var isAllowed = context.Request.Headers.Authorization == "Bearer new";
            context.Response.StatusCode = isAllowed ? 200 : 401;
            await EventServer.SendAsync(context.Response, isAllowed ? $"data: {await DescribeAsync(context.Request)}\n\n" : "no");
        });

        Assert.That(
            await FirstData(server.Uri, method),
            Is.EqualTo($"{method} / {(method == "POST" ? "question" : "")} text/event-stream no-cache 7 1"));
    }

    [Test]
    public async Task A_request_that_is_sent_again_after_a_redirect_starts_at_its_own_URL_and_sends_no_credentials_to_another_origin()
    {
        var requests = new List<string>();
        await using var other = await EventServer.StartAsync(context =>
        {
            lock (requests)
            {
                requests.Add($"other {context.Request.Method} '{context.Request.Headers.Authorization}'");
                context.Response.StatusCode = requests.Count > 2 ? 200 : 401;
            }

            return EventServer.SendAsync(context.Response, "data: x\n\n");
        });
        await using var server = await EventServer.StartAsync(async context =>
        {
            var description = await DescribeAsync(context.Request);
            lock (requests)
            {
                requests.Add(description);
            }

            context.Response.StatusCode = 303;
            context.Response.Headers.Location = other.Uri.ToString();
        });

        Assert.That(await FirstData(server.Uri, "POST"), Is.EqualTo("x"));
        Assert.That(requests, Is.EqualTo(new[]
        {
            "POST / question text/event-stream no-cache 7 1", "other GET ''",
            "POST / question text/event-stream no-cache 7 1", "other GET ''",
        }));
    }

    private static async Task<string> DescribeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var (body, headers) = (await reader.ReadToEndAsync(), request.Headers);
        var sent = $"{headers.Accept} {headers.CacheControl} {headers["Last-Event-ID"]} {headers["X-A"]}";
        return $"{request.Method} {request.Path} {body} {sent}";
    }

    private static async Task<string> FirstData(Uri uri, string method)
    {
        using var client = new HttpClient(new TokenHandler(SseHttpHandler.Create()));
        var options = new SseOptions
        {
            HttpClient = client,
            LastEventId = "7",
            Headers = new Dictionary<string, string> { ["X-A"] = "1" },
            RequestFactory = (_, _) =>
                new(new HttpRequestMessage(new(method), uri) { Content = method == "POST" ? new StringContent("question") : null }),
        };
        return await SseObservable.Connect(uri, options).Select(e => e.Data).FirstAsync().ToTask().WaitAsync(TestDeadline.Value);
    }

    private sealed class TokenHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                response.Dispose();
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "new");
                response = await base.SendAsync(request, cancellationToken);
            }

            return response;
        }
    }
}

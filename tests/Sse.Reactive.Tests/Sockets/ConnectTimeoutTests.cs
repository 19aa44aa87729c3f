using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary>Connecting to an address that does not answer.</summary>
[Platform("Linux")]
[NotForNetStandard("Its handler has no connect timeout.")]
[Parallelizable] // with others that wait
public class ConnectTimeoutTests
{
    [Test]
    public async Task A_client_stops_connecting_after_ConnectTimeout_and_says_so()
    {
        // No program accepts, and the backlog is full: further packets are dropped, as on the way to a machine that is off.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var place = (IPEndPoint)listener.LocalEndPoint!;
        using var only = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await only.ConnectAsync(place);

        using var client = new HttpClient(
            SseHttpHandler.Create(handler => ((SocketsHttpHandler)handler).ConnectTimeout = TimeSpan.FromSeconds(1)));
        var options = new SseOptions
        {
            HttpClient = client,
            RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, (Uri?)null)),
        };
        var signal = await SseObservable.Signals($"http://{place}/", options).FirstAsync().ToTask().WaitAsync(TestDeadline.Value);

        // A POST is tried again all the same: nothing was sent.
        var cause = ((SseSignal.Disconnected)signal).Cause;
        Assert.That(cause, Is.TypeOf<HttpRequestException>().With.Property("HttpRequestError").EqualTo(HttpRequestError.ConnectionError));
        Assert.That(cause.Message, Is.EqualTo($"Connecting to {place} timed out after 1 s."));
    }
}

using System.Text.RegularExpressions;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Sdks;

/// <summary>What the SDKs must ignore is really sent.</summary>
public class SdkServerTests
{
    [TestCase("retry", "^retry: 1000\ndata: ")]
    [TestCase("heartbeats", "three .*\n\n(:\n){2,}data: .*four")]
    public async Task Sends_lines_between_events(string answer, string pattern)
    {
        await using var server = await SdkServer.StartAsync(OpenAiChat.Api);
        using var http = new HttpClient { Timeout = Peer.Deadline };
        using var response = await http.PostAsync($"{server.Uris[answer]}/{OpenAiChat.Api.Route}", null);

        Assert.That(await response.Content.ReadAsStringAsync(), Does.Match(new Regex(pattern)));
    }
}

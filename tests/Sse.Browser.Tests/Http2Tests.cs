using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Sse.Browser.Tests;

/// <summary>HTTP/2, which browsers support over TLS only.</summary>
public class Http2Tests : PageFixture
{
    private const int Streams = 20;

    [Test]
    public async Task A_page_can_have_more_than_six_streams_and_each_resumes()
    {
        using var certificate = NewCertificate();
        await using var site = await Site.StartAsync(build: builder => builder.WebHost.UseUrls().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(certificate))),
            topic: new() { ReplayFromOldest = true });

        await Page.GotoAsync(site.Url);
        await Page.EvaluateAsync(
            """
            count => {
              for (let i = 0; i < count; i++) {
                const source = new EventSource(`/events?${i}`);
                source.onmessage = e => note(i, e.data);
              }
            }
            """,
            Streams);
        site.Publish("1");
        await WaitForAllAsync("1");

        site.CutAndHold();
        await WaitUntilAsync(() => site.Requests.Count == 2 * Streams, "not all streams reconnected");
        site.Publish("2");
        site.Release();

        await WaitForAllAsync("2");
        Assert.That(await LogAsync(), Has.Length.EqualTo(2 * Streams));
        Assert.That(site.Requests.Select(r => r.Protocol), Has.All.EqualTo("HTTP/2"));
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task WaitForAllAsync(string data)
    {
        for (var i = 0; i < Streams; i++)
        {
            await WaitForNoteAsync($"{i} {data}");
        }
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>
/// The default HTTP client over TLS. It runs in a separate process, because the trusted certificates are configured per process.
/// </summary>
[Platform("Linux")]
public class HttpsTests
{
    private X509Certificate2 _certificate = null!;
    private FileInfo _trusted = null!;

    [OneTimeSetUp]
    public void CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        _trusted = new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        File.WriteAllText(_trusted.FullName, _certificate.ExportCertificatePem());
    }

    [OneTimeTearDown]
    public void Delete()
    {
        _trusted.Delete();
        _certificate.Dispose();
    }

    [Test]
    public async Task Streams_over_https()
    {
        await using var server = await StartAsync(context => context.Request.Headers.ContainsKey("Last-Event-ID")
            ? NoContent(context)
            : EventServer.SendAsync(context.Response, "retry: 1\nid: 1\nevent: ping\ndata: yes\n\n"));

        var (exitCode, output, error) = await Sample.RunAsync("Quickstart", _trusted, server.Uri.ToString(), "--type", "ping");

        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("yes").And.Contain("* ended"));
    }

    [Test]
    public async Task Does_not_follow_a_redirect_from_https_to_http()
    {
        var wasRequested = false;
        await using var insecure = await EventServer.StartAsync(context =>
        {
            wasRequested = true;
            return NoContent(context);
        });
        await using var server = await StartAsync(context =>
        {
            context.Response.Redirect(insecure.Uri.ToString());
            return Task.CompletedTask;
        });

        var (exitCode, _, error) = await Sample.RunAsync("Quickstart", _trusted, server.Uri.ToString(), "--type", "ping");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("a redirect from https to http://"));
        Assert.That(wasRequested, Is.False);
    }

    [Test]
    public async Task Reports_an_untrusted_certificate()
    {
        await using var server = await StartAsync(NoContent);
        using var sample = Sample.Start("Quickstart", server.Uri.ToString(), "--type", "ping");

        await sample.WaitForOutputAsync("The remote certificate is invalid");
    }

    private Task<EventServer> StartAsync(RequestDelegate handle) => EventServer.StartAsync(handle, certificate: _certificate);

    private static Task NoContent(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}

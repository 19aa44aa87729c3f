using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary>Untrusted certificates.</summary>
public class InsecureHttpClientTests
{
    [Test]
    public async Task Insecure_accepts_any_certificate_and_does_not_follow_redirects()
    {
        using var certificate = Certificate();
        await using var server = await EventServer.StartAsync(
            context =>
            {
                if (context.Request.Path != "/moved")
                {
                    return EventServer.SendAsync(context.Response, "data: x\n\n");
                }

                context.Response.Redirect("/?token=s3cret");
                return Task.CompletedTask;
            },
            certificate: certificate);

        var insecure = await SseProcess.RunAsync(server.Uri.ToString(), "--insecure", "--take", "1", "--raw");
        var moved = await SseProcess.RunAsync($"{server.Uri}moved", "--insecure", "--take", "1");
        var validating = await SseProcess.RunAsync(server.Uri.ToString(), "--no-reconnect");

        Assert.That((insecure.ExitCode, insecure.Output), Is.EqualTo((0, "x\n")), insecure.Error);
        Assert.That(moved.ExitCode, Is.EqualTo(1));
        Assert.That(moved.Error, Is.EqualTo(
            $"sse: {server.Uri}moved answered attempt 1 with status 302, a redirect to {server.Uri}. Redirects are not followed with "
            + "--insecure.\n"));
        Assert.That(validating.ExitCode, Is.EqualTo(1));
        Assert.That(
            validating.Error,
            Does.StartWith($"sse: {server.Uri.Authority}: The remote certificate ").And.EndsWith(
                ". To accept any certificate, use --insecure. Not retried because of --no-reconnect.\n"));
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;
using Sse.Tool.Tests.Running;

namespace Sse.Tool.Tests;

/// <summary>Certificates that nobody trusts.</summary>
public class InsecureTests
{
    [Test]
    public async Task Insecure_takes_any_certificate_and_follows_no_redirect()
    {
        using var certificate = Certificate();
        await using var server = await EventServer.StartAsync(
            context =>
            {
                if (context.Request.Path != "/moved")
                {
                    return EventServer.SendAsync(context.Response, "data: x\n\n");
                }

                context.Response.Redirect("/");
                return Task.CompletedTask;
            },
            certificate: certificate);

        var trusting = await SseProcess.RunAsync(server.Uri.ToString(), "--insecure", "--take", "1", "--raw");
        var moved = await SseProcess.RunAsync($"{server.Uri}moved", "--insecure", "--take", "1");
        var careful = await SseProcess.RunAsync(server.Uri.ToString(), "--no-reconnect");

        Assert.That((trusting.ExitCode, trusting.Output), Is.EqualTo((0, "x\n")), trusting.Error);
        Assert.That(moved.ExitCode, Is.EqualTo(1));
        Assert.That(moved.Error, Is.EqualTo("sse: status 302, a redirect to /. With --insecure no redirect is followed.\n"));
        Assert.That(careful.ExitCode, Is.EqualTo(1));
        Assert.That(careful.Error, Does.StartWith($"sse: {server.Uri.Authority}: The remote certificate ").And.EndsWith(". --insecure takes any certificate. There is no other attempt, by --no-reconnect.\n"));
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

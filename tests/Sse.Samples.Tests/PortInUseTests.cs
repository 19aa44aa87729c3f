using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>Samples with a server, when their port is in use.</summary>
public class PortInUseTests
{
    [TestCase("Dashboard")]
    [TestCase("McpServer")]
    [TestCase("Relay")]
    public async Task Is_reported_in_one_line(string sample)
    {
        await using var other = await EventServer.StartAsync(_ => Task.CompletedTask);

        var (code, output, error) = await Sample.RunAsync(sample, "--port", $"{other.Uri.Port}");

        Assert.That((code, output), Is.EqualTo((1, "")), error);
        Assert.That(error, Does.Match("^[^\n]+ address already in use. Choose another port with --port[^\n]+\n$"));
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Streams with each part of ASP.NET Core, and with all of them in one application.</summary>
public sealed class PartTests : NeighborFixture
{
    private static IEnumerable<Part> Each => Parts.All;

    [OneTimeTearDown]
    public void DeleteLogs()
    {
        if (Directory.Exists(Parts.LogDirectory))
        {
            Directory.Delete(Parts.LogDirectory, recursive: true);
        }
    }

    [TestCaseSource(nameof(Each))]
    public async Task Streams_with(Part part)
    {
        ArgumentNullException.ThrowIfNull(part);
        await using var server = await StartAsync([part]);
        using var http = await SignInAsync(server);

        foreach (var path in Paths)
        {
            await AssertStreamsAsync(http, path);
        }
    }

    [TestCase("1.1")]
    [TestCase("2.0")]
    public async Task Streams_with_all_of_them(string version)
    {
        await using var server = await StartAsync(Parts.All, version == "1.1" ? HttpProtocols.Http1 : HttpProtocols.Http2);
        using var http = await SignInAsync(server, version);

        foreach (var path in Paths)
        {
            await AssertStreamsAsync(http, path);
        }
    }

    [TestCaseSource(nameof(Each))]
    public async Task Streams_in_a_TestServer_with(Part part)
    {
        ArgumentNullException.ThrowIfNull(part);
        await StreamsInTestServerAsync([part]);
    }

    [Test]
    public Task Streams_in_a_TestServer_with_all_of_them() => StreamsInTestServerAsync(Parts.All);

    private async Task StreamsInTestServerAsync(Part[] parts)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        Build(builder, parts);
        await using var app = builder.Build();
        Configure(app, parts);
        await app.StartAsync();
        using var http = app.GetTestClient();
        await SignInAsync(http);

        foreach (var path in Paths)
        {
            await AssertStreamsAsync(http, path);
        }
    }
}

using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sse.Tests.Shared;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>The examples in the XML documentation of the package.</summary>
public class ExampleTests
{
#pragma warning disable IDE1006 // the names that the examples use
    private readonly IConfigurationRoot configuration = TestClients.Configuration(("Uri", TestClients.Url));
    private ServiceCollection services = null!;
#pragma warning restore IDE1006

    [SetUp]
    public void SetUp() => services = [];

    [Test]
    public void Each_example_is_part_of_this_file() =>
        DocumentationExamples.AssertCompiled(typeof(SseClient).Assembly, "tests/Sse.Reactive.DependencyInjection.Tests/ExampleTests.cs");

    [Test]
    public void Keyed_service()
    {
        services.AddSseClient("feed", client => client.Uri = new("https://example.com/events"));

        using var provider = services.BuildServiceProvider();
        var feed = provider.GetRequiredKeyedService<SseClient>("feed"); // or inject [FromKeyedServices("feed")] SseClient feed

        Assert.That(feed.Uri, Is.EqualTo(new Uri("https://example.com/events")));
    }

    [Test]
    public void Options_in_code()
    {
        services.AddSseClient("prices", client =>
        {
            client.Uri = new("https://example.com/prices");
            client.Options = client.Options with { IdleTimeout = TimeSpan.FromMinutes(1) };
        });

        using var provider = services.Build();
        Assert.That(provider.Client("prices").Options.IdleTimeout, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public void Options_from_configuration()
    {
        services.AddSseClient("feed", configuration.GetSection("Feeds:feed"))
            .HttpClient.ConfigureHttpClient(http => http.DefaultRequestHeaders.UserAgent.ParseAdd("prices/1.0"));

        using var provider = services.Build();
        using var client = provider.Client().Options.HttpClientFactory!();
        Assert.That(client.DefaultRequestHeaders.UserAgent.ToString(), Is.EqualTo("prices/1.0"));
    }

    [Test]
    public void Options_with_services()
    {
        services.AddSingleton<ISseCheckpointStore>(new SseFileCheckpointStore("feed.checkpoint"));
        services.AddSseClient("feed", configuration.GetSection("Feeds:feed"))
            .Configure((provider, client) => client.Options = client.Options with
            {
                CheckpointStore = provider.GetRequiredService<ISseCheckpointStore>(),
            });

        using var built = services.Build();
        Assert.That(built.Client().Options.CheckpointStore, Is.InstanceOf<SseFileCheckpointStore>());
    }

    [Test]
    public async Task Health_check()
    {
        services.AddSseClient("feed", configuration.GetSection("Feeds:feed"));
        services.AddHealthChecks().AddSseClient("feed", unhealthyAfter: TimeSpan.FromMinutes(2));

        using var provider = services.Build();
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.That(report.Entries["sse-feed"].Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public void Connect() => Assert.That(
        Written(feed =>
        {
            using var subscription = feed.Connect().OfType("price").Subscribe(
                price => Console.WriteLine(price.Data),
                error => Console.Error.WriteLine(error.Message));
            return Task.CompletedTask;
        }),
        Is.EqualTo("42\n"));

    [Test]
    public void ReadAllAsync() => Assert.That(
        Written(async feed =>
        {
            var cancellationToken = CancellationToken.None;
            await foreach (var e in feed.ReadAllAsync().WithCancellation(cancellationToken))
            {
                Console.WriteLine($"{e.Type}: {e.Data}");
            }
        }),
        Is.EqualTo("price: 42\n"));

    [Test]
    public void ReadSignalsAsync() => Assert.That(
        Written(async feed =>
        {
            var cancellationToken = CancellationToken.None;
            await foreach (var signal in feed.ReadSignalsAsync().WithCancellation(cancellationToken))
            {
                Console.WriteLine(signal switch
                {
                    SseSignal.Event e => e.Value.Data,
                    SseSignal.Disconnected => "reconnecting",
                    _ => signal.GetType().Name,
                });
            }
        }),
        Is.EqualTo("Opened\n42\nreconnecting\nEnded\n"));

    /// <summary>What an example writes to the console about a stream of one event, which the server then ends.</summary>
    private string Written(Func<SseClient, Task> example)
    {
        var server = new SseScript(new HistoricalScheduler()).Connection("(a|)", ('a', new SseEvent("42", "price"))).Then(204);
        services.AddSseClient("feed", client => (client.Uri, client.Options) = (new(TestClients.Url), server.Options))
            .HttpClient.ConfigurePrimaryHttpMessageHandler(server.CreateHandler);
        using var provider = services.Build();
        using var output = new StringWriter { NewLine = "\n" };
        var console = Console.Out;
        Console.SetOut(output);
        try
        {
            _ = server.Expect(async () =>
            {
                await example(provider.Client());
                return true;
            });
            server.Run(until: TimeSpan.FromMinutes(1));
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString();
    }
}

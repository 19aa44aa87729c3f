using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sse.Soak;

/// <summary>
/// A process with a web server that can be replaced. It obeys lines of its input: <c>figures</c>, <c>newest</c>, <c>restart</c> and
/// <c>abort</c>, which is a restart that waits for no stream. The end of the input ends it.
/// </summary>
internal static class SoakServer
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private static readonly EventLog[] Logs = [.. Topics.Names.Select(name => new EventLog(name))];
    private static readonly Lock Gate = new();
    private static WebApplication? _web;
    private static int _port;
    private static SseTopic[] _topics = [];
    private static SseTopic[] _left = []; // topics of earlier web servers that still have subscribers

    public static async Task<int> RunAsync()
    {
        foreach (var log in Logs)
        {
            while (log.Newest < Topics.EventsOf(log.Topic))
            {
                log.Add(); // the histories are full from the start
            }
        }

        await StartAsync();
        Console.WriteLine(_port);
        using var end = new CancellationTokenSource();
        var publishing = PublishAsync(end.Token);
        while (await Console.In.ReadLineAsync(CancellationToken.None) is { } line)
        {
            Console.WriteLine(line switch
            {
                "figures" => Figures.Measure(CountSubscribers()).ToLine(),
                "newest" => string.Join(' ', Logs.Select(log => log.Newest.ToString(CultureInfo.InvariantCulture))),
                "restart" => await RestartAsync(new(false)),
                "abort" => await RestartAsync(new(true)),
                _ => throw new ArgumentException($"Unknown: {line}."),
            });
        }

        await end.CancelAsync();
        await publishing;
        await _web!.StopAsync(new CancellationToken(true));
        return 0;
    }

    private static async Task<string> RestartAsync(CancellationToken cancellationToken)
    {
        await _web!.StopAsync(cancellationToken);
        await _web.DisposeAsync();
        var left = _topics;
        await StartAsync();
        CountSubscribers();
        _left = [.. _left, .. left];
        return "started";
    }

    private static int CountSubscribers()
    {
        _left = [.. _left.Where(topic => topic.SubscriberCount > 0)];
        return _topics.Concat(_left).Sum(topic => topic.SubscriberCount);
    }

    private static async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = Listen);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        _web = builder.Build();
        lock (Gate)
        {
            _topics = [.. Logs.Select(Republish)];
        }

        var options = new SseServerOptions
        {
            HeartbeatInterval = TimeSpan.FromSeconds(2),
            WriteTimeout = TimeSpan.FromSeconds(10),
            ReconnectionTime = TimeSpan.FromMilliseconds(200),
            ShutdownSpread = TimeSpan.FromSeconds(2),
        };
        _web.MapSse("/{topic}", subscriber => TopicOf(subscriber).After(subscriber.LastEventId), options);
        await _web.StartAsync();
        _port = new Uri(_web.Urls.Single()).Port;
    }

    private static SseTopic TopicOf(SseSubscriber subscriber) =>
        _topics[Array.IndexOf(Topics.Names, (string)subscriber.HttpContext.GetRouteValue("topic")!)];

    private static SseTopic Republish(EventLog log)
    {
        var topic = new SseTopic(log.Topic, new() { MaxEvents = Topics.EventsOf(log.Topic) });
        foreach (var value in log.Held)
        {
            topic.Publish(value);
        }

        return topic;
    }

    private static async Task PublishAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                lock (Gate)
                {
                    foreach (var (log, topic) in Logs.Zip(_topics))
                    {
                        topic.Publish(log.Add());
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>With a small send buffer, so that the server notices clients that do not read.</summary>
    private static Socket Listen(EndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = 16 * 1024 };
        socket.Bind(endpoint);
        return socket;
    }
}

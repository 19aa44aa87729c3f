using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>HTTP logging of bodies and W3C logging: events pass at once, and what is kept for the log is bounded.</summary>
public sealed class LoggingTests : NeighborFixture
{
    private const int Limit = 2000;
    private const int Events = 100;

    [Test]
    public async Task HTTP_logging_keeps_no_more_of_a_body_than_its_limit()
    {
        using var log = new TextLog("Microsoft.AspNetCore.HttpLogging.HttpLoggingMiddleware");
        await using var server = await StartAsync([new(
            "HTTP logging with bodies",
            builder =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
                builder.Services.AddHttpLogging(o =>
                {
                    (o.LoggingFields, o.ResponseBodyLogLimit) = (HttpLoggingFields.ResponseBody, Limit);
                    o.MediaTypeOptions.AddText("text/event-stream");
                });
            },
            app => app.UseHttpLogging())]);

        foreach (var path in Paths)
        {
            await ReadEventsAsync(server, path);
        }

        await Waiting.UntilAsync(() => Count(log.Text, "data: event 0 ") == Paths.Length, () => $"Not every body was logged: {log.Text}");
        Assert.That(log.Text, Has.Length.LessThan(Paths.Length * (Limit + 500)));
        Assert.That(log.Text, Does.Not.Contain($"data: event {Events - 1} "));
    }

    [Test]
    public async Task W3C_logging_logs_one_line_for_each_stream_at_its_end()
    {
        var directory = Directory.CreateTempSubdirectory("sse-w3c-").FullName;
        try
        {
            await using var server = await StartAsync([new(
                "W3C logging",
                builder => builder.Services.AddW3CLogging(o =>
                    (o.LoggingFields, o.LogDirectory, o.FlushInterval) = (W3CLoggingFields.All, directory, TimeSpan.FromMilliseconds(10))),
                app => app.UseW3CLogging())]);
            foreach (var path in Paths)
            {
                await ReadEventsAsync(server, path);
            }

            var text = "";
            for (var time = Stopwatch.StartNew(); Count(text, " GET ") < Paths.Length && time.Elapsed < Deadline;)
            {
                await Task.Delay(20); // the file is written in the background
                text = string.Concat(Directory.EnumerateFiles(directory).Select(File.ReadAllText));
            }

            foreach (var path in Paths)
            {
                Assert.That(Count(text, $" GET /{path} "), Is.EqualTo(1), text);
            }

            Assert.That(text, Does.Not.Contain("event 0"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    /// <summary>Receives each event before the next is published, and leaves.</summary>
    private async Task ReadEventsAsync(Server server, string path)
    {
        using (var http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }))
        using (var response = await http.GetAsync(new Uri(server.Uri, path), HttpCompletionOption.ResponseHeadersRead).WaitAsync(Deadline))
        using (var reader = new StreamReader(await response.Content.ReadAsStreamAsync()))
        {
            await Waiting.UntilAsync(() => Feed.Subscribers == 1, () => $"{path} is not subscribed to.");
            Assert.That(await reader.ReadLineAsync().WaitAsync(Deadline), Is.EqualTo(":"));
            for (var i = 0; i < Events; i++)
            {
                var data = string.Create(CultureInfo.InvariantCulture, $"event {i} {new string('x', 1000)}");
                Feed.Publish(data);
                Assert.That(await reader.ReadLineAsync().WaitAsync(Deadline), Is.EqualTo("data: " + data));
                Assert.That(await reader.ReadLineAsync().WaitAsync(Deadline), Is.Empty);
            }
        }

        await Waiting.UntilAsync(() => Feed.Subscribers == 0, () => $"{path} is still subscribed to.");
    }

    /// <summary>The text of one category.</summary>
    private sealed class TextLog(string category) : ILoggerProvider, ILogger
    {
        private readonly StringBuilder _text = new();

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => categoryName == category ? this : NullLogger.Instance;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_text)
            {
                _text.AppendLine(formatter(state, exception));
            }

            Waiting.Pulse();
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}

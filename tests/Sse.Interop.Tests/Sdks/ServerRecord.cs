using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sse.Interop.Tests.Peers;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Sdks;

/// <summary>What a server reports of its answers: log entries, and by the first segment of the path the reason of the end.</summary>
internal sealed class ServerRecord : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Event, string Message)> _log = new();
    private readonly ConcurrentDictionary<string, string> _ends = new();
    private readonly ConcurrentDictionary<object, bool> _applications = new();
    private readonly MeterListener _listener = new();

    public ServerRecord()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "sse.server.disconnects", Meter.Scope: { } application } && _applications.ContainsKey(application))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var values = tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}");
            _ends[values["http.route"].Split('/')[1]] = values["sse.reason"];
        });
        _listener.Start();
    }

    /// <summary>The reports of answers that broke off, by the first segment of the path.</summary>
    public IEnumerable<(LogLevel Level, string Message)> BrokenOff(string answer) =>
        from entry in _log
        where entry.Event == "BrokenOff" && entry.Message.Contains($" /{answer}/", StringComparison.Ordinal)
        select (entry.Level, entry.Message);

    /// <summary>Also listens to the metrics of an application.</summary>
    public void Listen(IServiceProvider application) => _applications[application.GetRequiredService<IMeterFactory>()] = true;

    /// <summary>Waits for a log entry.</summary>
    public Task WaitForAsync(string logged) => WaitUntilAsync(() => _log.Any(entry => entry.Event == logged), logged);

    /// <summary>Waits until an answer has ended.</summary>
    /// <returns>The reason.</returns>
    public async Task<string> EndOfAsync(string answer)
    {
        await WaitUntilAsync(() => _ends.ContainsKey(answer), answer);
        return _ends[answer];
    }

    public ILogger CreateLogger(string categoryName) => categoryName == SseServerTelemetry.MeterName ? this : NullLogger.Instance;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _log.Enqueue((logLevel, eventId.Name ?? "", formatter(state, exception)));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose() => _listener.Dispose();

    public static async Task WaitUntilAsync(Func<bool> condition, string name)
    {
        using var deadline = new CancellationTokenSource(Peer.Deadline);
        while (!condition())
        {
            Assert.That(deadline.IsCancellationRequested, Is.False, $"The server did not report: {name}");
            await Task.Delay(10);
        }
    }
}

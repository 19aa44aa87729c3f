using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Records the log entries of categories: by default, of this library.</summary>
internal sealed class LogRecorder(string category = "Sse.Reactive.AspNetCore") : ILoggerProvider, ILogger
{
    private readonly List<(LogLevel Level, string? Event, Exception? Error)> _entries = [];
    private readonly List<string> _messages = [];

    public IReadOnlyList<(LogLevel Level, string? Event, Exception? Error)> Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries];
            }
        }
    }

    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_entries)
            {
                return [.. _messages];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(category, StringComparison.Ordinal) ? this : NullLogger.Instance;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_entries)
        {
            _entries.Add((logLevel, eventId.Name, exception));
            _messages.Add(formatter(state, exception));
        }

        Waiting.Pulse();
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}

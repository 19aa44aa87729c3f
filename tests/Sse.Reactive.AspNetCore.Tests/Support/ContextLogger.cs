using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Records the server's log entries with the value of an <see cref="AsyncLocal{T}"/>, which flows as a log scope does.</summary>
internal sealed class ContextLogger(AsyncLocal<string> user) : ILoggerProvider, ILogger
{
    private readonly List<(string Entry, string Message)> _entries = [];

    /// <summary>The names of the events, and as whom they were logged.</summary>
    public IReadOnlyList<string> Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries.Select(e => e.Entry)];
            }
        }
    }

    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries.Select(e => e.Message)];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => categoryName == "Sse.Reactive.AspNetCore" ? this : NullLogger.Instance;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_entries)
        {
            _entries.Add(($"{eventId.Name} as {user.Value}", formatter(state, exception)));
        }
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}

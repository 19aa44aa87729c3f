using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests.Serving;

/// <summary>What was logged.</summary>
internal sealed class Lines : ILoggerProvider, ILogger
{
    private readonly List<(LogLevel Level, string? Event, Exception? Error)> _lines = [];

    public IReadOnlyList<(LogLevel Level, string? Event, Exception? Error)> All
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => categoryName == "Sse.Reactive.AspNetCore" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add((logLevel, eventId.Name, exception));
        }
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}

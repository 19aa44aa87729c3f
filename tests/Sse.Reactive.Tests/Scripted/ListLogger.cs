using Microsoft.Extensions.Logging;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>Keeps log messages: <c>level/event message</c>.</summary>
internal sealed class ListLogger : ILogger
{
    public List<string> Lines { get; } = [];

    public List<Exception?> Errors { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Lines.Add($"{logLevel}/{eventId.Name} {formatter(state, exception)}");
        Errors.Add(exception);
    }
}

using System.Reactive.Disposables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>A source whose <c>Subscribe</c> does not return, and what the server logs when its client leaves.</summary>
internal sealed class AbandonedSource : IObservable<SseEvent>, ILoggerProvider, ILogger, IDisposable
{
    private readonly CancellationTokenSource _clientClosed = new();
    private readonly ManualResetEventSlim _isReleased = new();
    private string _message = "";

    public static async Task<string> LogAsync()
    {
        using var source = new AbandonedSource();
        await using var services = new ServiceCollection().AddLogging(l => l.AddProvider(source)).BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services, RequestAborted = source._clientClosed.Token };
        context.Request.Method = "GET";

        var result = SseResults.Stream(source, new SseServerOptions { SourceStopTimeout = TimeSpan.Zero });
        await result.ExecuteAsync(context).WaitAsync(TestDeadline.Value);

        source._isReleased.Set();
        return source._message;
    }

    public IDisposable Subscribe(IObserver<SseEvent> observer)
    {
        _clientClosed.Cancel();
        _isReleased.Wait(TestDeadline.Value);
        return Disposable.Empty;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _message = formatter(state, exception);
        }
    }

    public void Dispose() => _clientClosed.Dispose();
}

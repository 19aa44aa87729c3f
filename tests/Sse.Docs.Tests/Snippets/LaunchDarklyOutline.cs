namespace LaunchDarkly.EventSource;

/// <summary>
/// An outline of the part of LaunchDarkly.EventSource's public API that docs/migrate.md uses: the package is not available to these tests.
/// </summary>
internal sealed class Configuration
{
    public static ConfigurationBuilder Builder(Uri uri) => new(uri);
}

internal sealed class ConfigurationBuilder(Uri uri)
{
    public Uri Uri { get; } = uri;

    public ConfigurationBuilder RequestHeader(string name, string value) => this;

    public ConfigurationBuilder LastEventId(string lastEventId) => this;

    public ConfigurationBuilder InitialRetryDelay(TimeSpan initialRetryDelay) => this;

    public ConfigurationBuilder ReadTimeout(TimeSpan readTimeout) => this;

    public ConfigurationBuilder BackoffResetThreshold(TimeSpan backoffResetThreshold) => this;

    public Configuration Build() => new();
}

internal sealed class EventSource(Configuration configuration) : IDisposable
{
    public event EventHandler<StateChangedEventArgs>? Opened;

    public event EventHandler<MessageReceivedEventArgs>? MessageReceived;

    public event EventHandler<ExceptionEventArgs>? Error;

    public Configuration Configuration { get; } = configuration;

    public Task StartAsync()
    {
        Opened?.Invoke(this, new());
        MessageReceived?.Invoke(this, new(new("message", "")));
        Error?.Invoke(this, new(new IOException()));
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }
}

internal sealed class StateChangedEventArgs : EventArgs;

internal sealed class MessageReceivedEventArgs(MessageEvent message) : EventArgs
{
    public MessageEvent Message { get; } = message;
}

internal sealed record MessageEvent(string Name, string Data);

internal sealed class ExceptionEventArgs(Exception exception) : EventArgs
{
    public Exception Exception { get; } = exception;
}

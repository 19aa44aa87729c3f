namespace Sse.Interop.Tests.Peers;

/// <summary>A server that can be killed and restarted on the same port.</summary>
internal interface IServer : IAsyncDisposable
{
    Uri Uri { get; }

    Task StartAsync();

    Task KillAsync();
}

namespace Sse.Tests.Shared;

/// <summary>
/// The server of an engine, of the tests' own, on a free port of 127.0.0.1. It can be killed, suspended, and started again with the files
/// that it had at some time.
/// </summary>
/// <param name="user">The user that it runs as, if these tests run as root. Default: the user of the tests.</param>
internal abstract class EngineServer(string? user = null) : IAsyncDisposable
{
    public int Port => Engine.Port;

    private protected EngineProcess Engine { get; } = new(user);

    /// <summary>The folder of what it holds.</summary>
    private protected abstract string Data { get; }

    private string Saved => Path.Combine(Engine.Folder, "saved");

    /// <summary>Starts it after <see cref="KillAsync"/>, on the same port.</summary>
    public abstract Task StartAgainAsync();

    /// <summary>Kills it. Nothing that it has confirmed may be lost.</summary>
    public Task KillAsync() => Engine.KillAsync();

    /// <summary>It neither answers nor closes connections.</summary>
    public void Suspend() => Engine.Suspend();

    public void Resume() => Engine.Resume();

    /// <summary>Saves its files, and starts it again.</summary>
    public async Task SaveAsync()
    {
        await KillAsync();
        await Engine.RunAsync("cp", "-a", Data, Saved);
        await StartAgainAsync();
    }

    /// <summary>Kills it, and starts it with the files that were saved.</summary>
    public async Task RestoreAsync()
    {
        await KillAsync();
        await Engine.RunAsync("rm", "-r", Data);
        await Engine.RunAsync("cp", "-a", Saved, Data);
        await StartAgainAsync();
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}

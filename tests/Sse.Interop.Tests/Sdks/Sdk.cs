namespace Sse.Interop.Tests.Sdks;

/// <summary>A client library of an API.</summary>
/// <param name="Name">Its name in the guide.</param>
/// <param name="Api">The API.</param>
/// <param name="Ask">Asks for every answer of a server.</param>
internal sealed record Sdk(string Name, Api Api, Func<SdkServer, Task<IReadOnlyDictionary<string, Outcome>>> Ask)
{
    /// <summary>Whether it leaves a promise rejected that no code can handle.</summary>
    public bool LeavesRejections { get; init; }

    public override string ToString() => Name;
}

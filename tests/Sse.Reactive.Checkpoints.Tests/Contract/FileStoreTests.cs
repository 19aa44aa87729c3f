namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>The contract of stores, for <see cref="SseFileCheckpointStore"/>. The tests of its files are those of the client.</summary>
public class FileStoreTests : DurableStoreContract
{
    private DirectoryInfo _folder = null!;

    /// <summary>The file is larger by its header and the last line break.</summary>
    protected override int MaxIdBytes => (16 * 1024 * 1024) - "sse-checkpoint 1\n00000000\n\n".Length;

    [OneTimeSetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("sse-checkpoint-");

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    protected override ISseCheckpointStore Create(string stream) => new SseFileCheckpointStore(Path.Combine(_folder.FullName, stream));
}

namespace Sse.Reactive.Tests;

/// <summary>A folder for the checkpoint file of each test.</summary>
public abstract class CheckpointFolderFixture
{
    protected string Folder { get; private set; } = null!;

    protected string FilePath => Path.Combine(Folder, "stream.checkpoint");

    [SetUp]
    public void SetUp() => Folder = Directory.CreateTempSubdirectory("sse-checkpoint-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(Folder, recursive: true);
}

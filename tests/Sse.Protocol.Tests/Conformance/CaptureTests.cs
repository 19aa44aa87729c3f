using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sse.Protocol.Tests;

/// <summary>Recorded real streams, which are kept outside the repository.</summary>
public class CaptureTests
{
    private static string? Folder { get; } = Find();

    private static IEnumerable<TestCaseData> Captures => Folder is null
        ? [new TestCaseData(new Capture("none", "", 0, "")).SetArgDisplayNames("no captures")]
        : JsonSerializer.Deserialize<Capture[]>(File.ReadAllBytes(Path.Combine(Folder, "MANIFEST.json")), Vector.Json)!
            .Select(c => new TestCaseData(c).SetArgDisplayNames(c.File));

    [TestCaseSource(nameof(Captures))]
    public async Task Parses_the_recorded_events_in_any_chunking(Capture capture)
    {
        var stream = Read(capture);
        var chunkings = Chunking.All(stream, seeds: 10).Append(("1,400 bytes", Chunking.Random(stream, seed: 1, longest: 1400)));
        foreach (var (name, chunks) in chunkings)
        {
            Check(capture, EntryPoints.Rx(chunks), name);
            Check(capture, await EntryPoints.Pulled(chunks), name);
            Check(capture, EntryPoints.Frames(chunks).OfType<SseFrame.Event>().Select(f => f.Value).ToList(), name);
        }
    }

    [TestCaseSource(nameof(Captures))]
    public void Formatting_and_parsing_again_gives_the_same_frames(Capture capture)
    {
        var frames = EntryPoints.Frames(Chunking.Whole(Read(capture)));

        Assert.That(EntryPoints.Frames(Chunking.Whole(Formatting.Bytes(frames))), Is.EqualTo(frames));
    }

    private static byte[] Read(Capture capture)
    {
        if (Folder is null)
        {
            Assert.Ignore("The recorded streams are missing: put them into a folder shared/captures next to the repository.");
        }

        var stream = File.ReadAllBytes(Path.Combine(Folder!, capture.File));
        Assert.That(Convert.ToHexString(SHA256.HashData(stream)), Is.EqualTo(capture.Sha256).IgnoreCase, "the capture itself");
        return stream;
    }

    private static void Check(Capture capture, IReadOnlyList<SseEvent> events, string chunking)
    {
        Assert.That(events, Has.Count.EqualTo(capture.Events), chunking);
        var listed = string.Concat(events.Select(e => $"{e.Type}\0{e.Data}\0{e.LastEventId}\n"));
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(listed)));
        Assert.That(hash, Is.EqualTo(capture.EventsSha256).IgnoreCase, chunking);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            var captures = Path.Combine(folder.FullName, "shared", "captures");
            if (File.Exists(Path.Combine(captures, "MANIFEST.json")))
            {
                return captures;
            }
        }

        return null;
    }

    public sealed record Capture(string File, string Sha256, int Events, string EventsSha256);
}

using System.Runtime.CompilerServices;
using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>Malicious and very large streams: the decoder's memory stays bounded.</summary>
public class HostileStreamTests
{
    private const int MiB = 1024 * 1024;

    [Test]
    public void A_gigabyte_without_a_newline_fails_just_past_the_limit()
    {
        var decoder = new SseDecoder();
        var chunk = new byte[MiB];
        chunk.AsSpan().Fill((byte)'x');
        var chunks = 0;

        var allocated = AllocatedBy(() => Assert.Throws<SseLimitExceededException>(() =>
        {
            for (; chunks < 1024; chunks++)
            {
                Read(decoder, chunk);
            }
        }));

        Assert.That(chunks, Is.EqualTo(16), "whole chunks taken");
        Assert.That(allocated, Is.LessThan(80L * MiB));
    }

    [Test]
    public void Ten_million_empty_lines_give_no_frames_and_allocate_almost_nothing()
    {
        var decoder = new SseDecoder();
        var frames = 0;

        var allocated = AllocatedBy(() => frames = Repeat(decoder, "\n"u8, times: 10_000_000));

        Assert.That(frames, Is.Zero);
        Assert.That(allocated, Is.LessThan(MiB));
    }

    [Test]
    public void Ten_million_comments_allocate_almost_nothing()
    {
        var decoder = new SseDecoder();
        var frames = 0;

        var allocated = AllocatedBy(() => frames = Repeat(decoder, ": hi\n"u8, times: 10_000_000));

        Assert.That(frames, Is.EqualTo(10_000_000));
        Assert.That(allocated, Is.LessThan(MiB));
    }

    [TestCase("")]
    [TestCase("\n")]
    public void A_million_ids_keep_only_the_last(string blankLine)
    {
        var decoder = new SseDecoder();
        var line = "id: 0000000"u8.ToArray();
        var end = Encoding.UTF8.GetBytes("\n" + blankLine);

        var allocated = AllocatedBy(() =>
        {
            for (var id = 1; id <= 1_000_000; id++)
            {
                id.TryFormat(line.AsSpan(4), out _, "D7", null);
                Read(decoder, line);
                Read(decoder, end);
            }
        });
        Read(decoder, "\n"u8);

        Assert.That(decoder.LastEventId, Is.EqualTo("1000000"));
        Assert.That(allocated, Is.LessThan(MiB));
    }

    [TestCase(2_200, 8, Description = "an array of 4 MiB and the smaller ones before it")]
    [TestCase((16 * 1024) - 1, 24, Description = "an array of 16 MiB and the smaller ones before it")]
    public void A_long_line_allocates_little_more_than_its_length(int kibibytes, int mostMebibytes)
    {
        var decoder = new SseDecoder();
        var chunk = new byte[1024];

        Read(decoder, "data: "u8);
        var allocated = AllocatedBy(() =>
        {
            for (var i = 0; i < kibibytes; i++)
            {
                Read(decoder, chunk);
            }
        });

        Assert.That(allocated, Is.LessThan((long)mostMebibytes * MiB));
    }

    [TestCase("id: ", "id: 1\n")]
    [TestCase("event: ", "")]
    public void The_memory_of_an_earlier_large_id_or_type_is_released(string field, string next)
    {
        var decoder = new SseDecoder();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        ReadLarge(decoder, field, 'a');
        ReadLarge(decoder, field, 'b');
        Read(decoder, Encoding.UTF8.GetBytes(next + "data: x\n\n"));

        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(4L * MiB));
        GC.KeepAlive(decoder);
    }

    [TestCase("id: ")]
    [TestCase("event: ")]
    public void Reset_releases_the_memory_of_a_large_id_or_type(string field)
    {
        var decoder = new SseDecoder();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        ReadLarge(decoder, field, 'a', end: "\n");
        decoder.Reset();

        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(4L * MiB));
        GC.KeepAlive(decoder);
    }

    [Test]
    public void Data_in_chunks_of_one_byte_is_stored_once()
    {
        const int Length = 2 * MiB;
        var decoder = new SseDecoder();
        Read(decoder, "data: "u8);

        var allocated = AllocatedBy(() =>
        {
            for (var i = 0; i < Length; i++)
            {
                Read(decoder, "x"u8);
            }
        });
        var end = "\n\n"u8;

        Assert.That(decoder.TryReadEvent(ref end, out var view), Is.True);
        Assert.That(view.Utf8Data.Length, Is.EqualTo(Length));
        Assert.That(allocated, Is.LessThan(20L * MiB)); // arrays of 1 KiB, 4 KiB, ... up to 4 MiB
    }

    [Test]
    public void Idle_streams_hold_no_buffers_after_large_events()
    {
        var decoders = Enumerable.Range(0, 500).Select(_ => new SseDecoder()).ToList();
        var half = Encoding.UTF8.GetBytes("data: " + new string('x', 100_000));

        var allocated = AllocatedBy(() =>
        {
            foreach (var decoder in decoders)
            {
                Read(decoder, half);
                Read(decoder, "\n\n"u8);
            }
        });

        Assert.That(allocated, Is.LessThan(4L * MiB), "a buffer each would be 64 MiB");
    }

    [TestCase("\n\ndata: y", Description = "a line is held")]
    [TestCase("\n\ndata: y\n", Description = "an event's data is held, and no line")]
    public void An_active_stream_releases_the_memory_of_its_largest_event(string next)
    {
        var nextBytes = Encoding.UTF8.GetBytes(next);
        var decoders = Enumerable.Range(0, 50).Select(_ => new SseDecoder()).ToList();
        var large = Encoding.UTF8.GetBytes("data: " + new string('x', 3 * MiB));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        foreach (var decoder in decoders)
        {
            Read(decoder, large);
            Read(decoder, nextBytes);
        }

        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(100L * MiB), "the array of each would be 4 MiB");
        GC.KeepAlive(decoders);
    }

    [Test]
    public void An_event_of_more_than_2_MiB_allocates_no_more_than_the_limit()
    {
        var decoder = new SseDecoder();

        var allocated = AllocatedBy(() => Read(decoder, Encoding.UTF8.GetBytes("data: " + new string('x', 3 * MiB))));

        Assert.That(allocated, Is.LessThan((3 + 6 + 16 + 1) * (long)MiB));
    }

    [Test]
    public void An_endless_sequence_of_new_types_is_not_all_cached()
    {
        var decoder = new SseDecoder();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 200_000; i++)
        {
            Read(decoder, Encoding.UTF8.GetBytes($"event: {i:D100}\ndata: x\n\n"));
        }

        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(2L * MiB));
        GC.KeepAlive(decoder);
    }

    [TestCase(127)]
    [TestCase(128)]
    [TestCase(129)]
    [TestCase(5000)]
    public void A_type_is_read_again_after_a_long_type(int length)
    {
        var longest = new string('t', length);
        var bytes = Encoding.UTF8.GetBytes(
            $"event: a\ndata: 1\n\nevent: {longest}\ndata: 2\n\nevent: a\ndata: 3\n\nevent: {longest}\ndata: 4\n\ndata: 5\n\n").AsSpan();
        ReadOnlySpan<byte> rest = bytes;
        var decoder = new SseDecoder();
        var types = new List<string>();
        while (decoder.TryReadEvent(ref rest, out var view))
        {
            types.Add(view.Type);
        }

        Assert.That(types, Is.EqualTo(new[] { "a", longest, "a", longest, "message" }));
    }

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Feeds a line many times, ten thousand lines per chunk.</summary>
    private static int Repeat(SseDecoder decoder, ReadOnlySpan<byte> line, int times)
    {
        const int LinesInChunk = 10_000;
        var chunk = new byte[LinesInChunk * line.Length];
        for (var i = 0; i < LinesInChunk; i++)
        {
            line.CopyTo(chunk.AsSpan(i * line.Length));
        }

        var frames = 0;
        for (var chunks = times / LinesInChunk; chunks > 0; chunks--)
        {
            frames += Read(decoder, chunk);
        }

        return frames;
    }

    /// <summary>A separate method, so that no reference stays on the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadLarge(SseDecoder decoder, string field, char text, string end = "\n\n") =>
        Read(decoder, Encoding.UTF8.GetBytes($"{field}{new string(text, 8 * MiB)}{end}"));

    private static int Read(SseDecoder decoder, ReadOnlySpan<byte> chunk)
    {
        var frames = 0;
        while (decoder.TryRead(ref chunk, out _))
        {
            frames++;
        }

        return frames;
    }
}

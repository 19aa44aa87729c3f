using System.Net.ServerSentEvents;
using System.Reactive.Subjects;
using System.Threading.Channels;
using Sse.Reactive.AspNetCore;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>What may not become slower: decoding, the reconnect loop, encoding, and topics. All of it on one thread, in memory.</summary>
internal static class Operations
{
    private const int ChunkSize = 16 * 1024;
    private const int Events = 1000;
    private const int Subscribers = 100;

    private static readonly string[] Corpora = ["data-only", "llm-tokens", "ticks"];
    private static readonly SseEvent Price = new("""{"symbol":"ACME","price":42.10,"currency":"EUR"}""", "price");
    private static readonly SseItem<string> PeersPrice = new(Price.Data, Price.Type);

    public static IEnumerable<Operation> All()
    {
        foreach (var corpus in Corpora.Select(Corpus.Load))
        {
            yield return Decoding(LoopSubjects.ParseSse, LoopSubjects.Peer, corpus);
            yield return Decoding(LoopSubjects.ParseSseSelector, LoopSubjects.PeerSpans, corpus);
            yield return Decoding(LoopSubjects.ReadSse, LoopSubjects.Peer, corpus);
            yield return Decoding(LoopSubjects.ReadSseSelector, LoopSubjects.PeerSpans, corpus);
        }

        var tokens = Corpus.Load("llm-tokens");
        yield return Decoding(LoopSubjects.Connect, LoopSubjects.Peer, tokens);
        yield return Decoding(LoopSubjects.Pull, LoopSubjects.Peer, tokens);
        yield return Decoding(LoopSubjects.Connect, LoopSubjects.Peer, tokens, LoopSubjects.EventPerRead);
        yield return Decoding(LoopSubjects.Pull, LoopSubjects.Peer, tokens, LoopSubjects.EventPerRead);
        yield return new("WriteSseAsync", () => WriteAsync().GetAwaiter().GetResult(), () => WritePeersAsync().GetAwaiter().GetResult());

        var unheard = new SseTopic("unheard");
        yield return new("Publish without subscribers", () => Publish(unheard), () => WritePeersAsync().GetAwaiter().GetResult());

        var heard = new SseTopic("heard");
        var counter = new Counter();
        var channels = Enumerable.Range(0, Subscribers).Select(_ => Channel.CreateUnbounded<SseItem<string>>()).ToArray();
        var subject = new Subject<SseEvent>();
        for (var i = 0; i < Subscribers; i++)
        {
            heard.Subscribe(counter);
            subject.Subscribe(counter);
        }

        yield return new($"Publish to {Subscribers} subscribers", () => Publish(heard), () => PublishPeers(channels, counter))
        {
            IsSteady = false, // 1.1 to 1.7 times the peer's speed
        };
        yield return new("Subscribe and leave", () => Join(heard, counter), () => Join(subject, counter));
    }

    private static Operation Decoding(Subject library, Subject peer, Corpus corpus, int chunkSize = ChunkSize) => new(
        $"{library} {corpus}{(chunkSize == LoopSubjects.EventPerRead ? " event by event" : "")}",
        () => library.Run(corpus, chunkSize),
        () => peer.Run(corpus, chunkSize),
        corpus);

    private static async Task<int> WriteAsync()
    {
        await Stream.Null.WriteSseAsync(Repeat(Price));
        return Events;
    }

    private static async Task<int> WritePeersAsync()
    {
        await SseFormatter.WriteAsync(Repeat(PeersPrice), Stream.Null);
        return Events;
    }

    private static async IAsyncEnumerable<T> Repeat<T>(T item)
    {
        await Task.CompletedTask;
        for (var i = 0; i < Events; i++)
        {
            yield return item;
        }
    }

    private static int Publish(SseTopic topic)
    {
        for (var i = 0; i < Events; i++)
        {
            topic.Publish(Price);
        }

        return Events;
    }

    /// <summary>A channel for each client, as with TypedResults.ServerSentEvents.</summary>
    private static int PublishPeers(Channel<SseItem<string>>[] channels, Counter counter)
    {
        for (var i = 0; i < Events; i++)
        {
            foreach (var channel in channels)
            {
                channel.Writer.TryWrite(PeersPrice);
            }

            foreach (var channel in channels)
            {
                channel.Reader.TryRead(out var item);
                counter.Count(item.Data.Length);
            }
        }

        return Events;
    }

    private static int Join(IObservable<SseEvent> source, Counter counter)
    {
        for (var i = 0; i < Events; i++)
        {
            source.Subscribe(counter).Dispose();
        }

        return Events;
    }
}

using System.Net.Sockets;

namespace Sse.Acceptance.Tests;

/// <summary>A client that resumes on any node, and what it received.</summary>
/// <param name="topic">The topic.</param>
/// <param name="lastEventId">The ID after which it begins.</param>
/// <param name="nodes">The nodes that it chooses from.</param>
/// <param name="hopAfter">After how many events it moves to another node, on average; 0: only if its connection breaks.</param>
internal sealed class Subscriber(string topic, string lastEventId, IReadOnlyList<NodeProcess> nodes, int hopAfter = 0)
{
    /// <summary>The data of the event that ends it.</summary>
    public const string End = "end";

    /// <summary>The IDs of the events that it received.</summary>
    public List<string> Ids { get; } = [];

    /// <summary>The gaps, and how many events it had received before each.</summary>
    public List<(SseGap Gap, int Before)> Gaps { get; } = [];

    public int Connections { get; private set; }

    public string LastEventId { get; private set; } = lastEventId;

    /// <summary>Completes when it may connect, for the first time or again.</summary>
    public Func<int, Task> BeforeConnecting { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Completes with each event that it may read; it reads slowly if the task does.</summary>
    public Func<int, Task> BeforeReading { get; init; } = static _ => Task.CompletedTask;

    public override string ToString() =>
        $"{Ids.Count} events up to {LastEventId}, {Connections} connections, gaps: [{string.Join("; ", Gaps)}]";

    /// <summary>Receives events until the end.</summary>
    /// <param name="until">The data of the last event. Default: <see cref="End"/>.</param>
    public async Task RunAsync(string until = End)
    {
        using var deadline = new CancellationTokenSource(Size.Deadline);
        do
        {
            await BeforeConnecting(Connections).WaitAsync(deadline.Token);
        }
        while (!await RunOnceAsync(nodes[Random.Shared.Next(nodes.Count)], until, deadline.Token));
    }

    /// <returns>Whether the end has come.</returns>
    private async Task<bool> RunOnceAsync(NodeProcess node, string until, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await node.OpenAsync(topic, LastEventId, cancellationToken);
            Connections++;
            var left = hopAfter == 0 ? int.MaxValue : Random.Shared.Next(1, 2 * hopAfter);
            await foreach (var e in response.Content.ReadSseAsync(cancellationToken: cancellationToken))
            {
                LastEventId = e.LastEventId;
                if (SseGap.TryRead(e, out var gap))
                {
                    Gaps.Add((gap, Ids.Count));
                    continue;
                }

                Ids.Add(e.LastEventId);
                if (e.Data == until)
                {
                    return true;
                }

                if (--left == 0)
                {
                    return false;
                }

                await BeforeReading(Ids.Count);
            }
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or IOException or SseException)
        {
            await Task.Delay(20, cancellationToken);
        }

        return false;
    }
}

namespace Sse.Benchmarks.Server;

/// <summary>Publishes events to all its subscribers.</summary>
internal interface IBroadcaster
{
    string Path { get; }

    /// <summary>How many subscribers have connected. An event published after a subscriber was counted reaches it.</summary>
    int Subscribers { get; }

    void Publish(int number);

    /// <summary>Publishes several events, one after the other.</summary>
    void PublishAll(int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            Publish(number);
        }
    }
}

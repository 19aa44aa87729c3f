using System.Threading.Channels;

namespace Sse.Reactive.AspNetCore;

/// <summary>Publishes events in order, and stops at the first error. To a store it publishes together all that wait.</summary>
internal sealed class GroupPublisher(ISseTopic topic)
{
    private readonly SseSharedTopics? _shared = (topic as NamedTopic)?.Topics as SseSharedTopics;
    private readonly List<SseEvent> _group = [];

    public async Task PublishAllAsync(ChannelReader<SseEvent> waiting, CancellationToken cancellationToken)
    {
        while (await waiting.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            TakeGroup(waiting);
            await PublishAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void TakeGroup(ChannelReader<SseEvent> waiting)
    {
        _group.Clear();
        var bytes = 0L;
        while (_group.Count < TopicPublisher.MaxBatchEvents && bytes < TopicPublisher.MaxBatchBytes && waiting.TryRead(out var value))
        {
            _group.Add(value);
            bytes += 2L * value.Data.Length;
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (_shared is not null && _group.Count > 1)
        {
            try
            {
                await _shared.PublishAsync(topic.Name, _group, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ArgumentException) // one of them cannot be published, and none was: those before it can
            {
            }
        }

        foreach (var value in _group)
        {
            await topic.PublishAsync(value, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }
}

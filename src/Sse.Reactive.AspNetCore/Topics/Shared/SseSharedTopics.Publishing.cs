namespace Sse.Reactive.AspNetCore;

/// <content>Publishing to topics, and ending them.</content>
public sealed partial class SseSharedTopics
{
    /// <inheritdoc/>
    public async ValueTask EndAsync(string name, CancellationToken cancellationToken = default)
    {
        TopicName.Require(name);
        await AppendAsync(name, new(new("", PublishRules.EndType)), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<string> PublishAsync(string name, SseEvent value, string? tag, CancellationToken cancellationToken) =>
        await AppendAsync(name, new(PublishRules.Check(name, value, _store.Name), tag), cancellationToken).ConfigureAwait(false);

    private Task<string> AppendAsync(string name, SsePublishedEvent value, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var publisher = _publishers.GetOrAdd(
                name,
                key => new(
                    _store, key, _options.MaxWaitingPublishes, onAppended: Ring, onIdle: p => _publishers.TryRemove(new(p.Topic, p))));
            if (publisher.TryPublish(value) is { } id)
            {
                return id.WaitAsync(cancellationToken);
            }

            _publishers.TryRemove(new(name, publisher));
        }
    }
}

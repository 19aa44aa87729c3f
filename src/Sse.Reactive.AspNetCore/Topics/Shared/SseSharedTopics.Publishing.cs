using System.Diagnostics;

namespace Sse.Reactive.AspNetCore;

/// <content>Publishing to topics, and ending them.</content>
public sealed partial class SseSharedTopics
{
    /// <inheritdoc/>
    public async ValueTask EndAsync(string name, CancellationToken cancellationToken = default)
    {
        TopicName.Require(name);
        await AppendAsync(name, [new(new("", PublishRules.EndType))], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Publishes events next to each other, all or none.</summary>
    internal Task PublishAsync(string name, IReadOnlyList<SseEvent> values, CancellationToken cancellationToken) =>
        AppendAsync(name, [.. values.Select(value => Checked(name, value, null))], cancellationToken);

    private async ValueTask<string> PublishAsync(string name, SseEvent value, string? tag, CancellationToken cancellationToken) =>
        (await AppendAsync(name, [Checked(name, value, tag)], cancellationToken).ConfigureAwait(false))[0];

    private SsePublishedEvent Checked(string name, SseEvent value, string? tag) =>
        new(PublishRules.Check(name, value, _store.Name), tag);

    private async Task<IReadOnlyList<string>> AppendAsync(
        string name, IReadOnlyList<SsePublishedEvent> events, CancellationToken cancellationToken)
    {
        using var activity = StoreInstruments.Activities.StartActivity("sse.publish", ActivityKind.Producer);
        activity?.SetTag("sse.store", _store.Name).SetTag("sse.topic", name).SetTag("sse.events", events.Count);
        var start = _health.Now;
        try
        {
            var ids = await EnqueueAsync(name, new(events), cancellationToken).ConfigureAwait(false);
            _health.Published(_health.Now - start, null);
            return ids;
        }
        catch (Exception error)
        {
            _health.Published(_health.Now - start, error);
            activity?.SetTag("error.type", StoreHealth.TypeOf(error)).SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }

    private Task<IReadOnlyList<string>> EnqueueAsync(string name, PublishGroup group, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var publisher = _publishers.GetOrAdd(
                name,
                key => new(
                    _requests,
                    key,
                    _options.MaxWaitingPublishes,
                    _waiting,
                    onAppended: Ring,
                    onIdle: p => _publishers.TryRemove(new(p.Topic, p))));
            if (publisher.TryPublish(group) is { } ids)
            {
                return ids.WaitAsync(cancellationToken);
            }

            _publishers.TryRemove(new(name, publisher));
        }
    }
}

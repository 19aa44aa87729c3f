namespace Sse.Reactive.AspNetCore;

/// <content>What a gap means for the subscriber: it is reported, or it ends the subscription.</content>
internal sealed partial class TopicSubscription
{
    private void DeliverGap(TopicCursor cursor, TopicGap gap)
    {
        if (_client?.GoesOnAt(gap.Place) == false)
        {
            EndAt(cursor, gap);
        }
        else if (gap.Place != GapPlace.Beginning)
        {
            var value = gap.Value.ToEvent(IdAt(cursor, gap.LastEventId));
            if (_client is null)
            {
                observer.OnNext(value);
            }
            else
            {
                _client.Write(EncodedEvent.Encode(value));
            }
        }
    }

    private void EndAt(TopicCursor cursor, TopicGap gap)
    {
        if (gap.Place == GapPlace.Beginning)
        {
            DeliverItem(cursor, TopicItem.Failure(new InvalidOperationException(
                $"The topic '{cursor.Topic}' no longer holds its first {gap.Value.Count} events, so the answer would not be whole. "
                + "Raise MaxEvents or MaxBytes, or set FailWhenFull to end an answer that is too long with an error.")));
        }
        else
        {
            Dispose();
            _client!.EndTooSlow();
        }
    }

    private void ReportGap(TopicCursor cursor, SseGap gap) => RunUserCode(
        gap =>
        {
            _context.Run(_ => cursor.ReportGap(gap), null);
            return true;
        },
        gap);
}

using System.Reactive.Disposables;

namespace Sse.Reactive;

/// <summary>
/// Downstream of the reconnect loop, one for each subscription: decodes its chunks, projects and delivers. A failure from here on
/// (an event past the limit, a selector or an observer that throws) ends the subscription and never reaches the loop.
/// </summary>
internal sealed class Delivery<T, TProjection>(IObserver<T> observer, TProjection projection, ClientSession session)
    : TransformObserver<ConnectionItem, T>(observer), ICancelable
    where TProjection : struct, IProjection<T>
{
    private TProjection _projection = projection;
    private ClientSession? _session = session;

    protected override void Process(ConnectionItem item)
    {
        if (_session is not { } session)
        {
            return;
        }

        if (item.Signal is not { } signal)
        {
            var sink = new Sink(this, session);
            session.Decoder.Read(item.Chunk.Span, ref sink);
        }
        else if (_projection.TryProject(signal, out var value))
        {
            Deliver(value);
        }
    }

    protected override void Failing(Exception error) => _session?.ReportFailed(error);

    /// <summary>Releases everything: the handle may be kept for longer.</summary>
    protected override void Stopped()
    {
        Interlocked.Exchange(ref _session, null)?.Dispose();
        _projection = default;
    }

    private bool Take(SseFrameView frame, ClientSession session)
    {
        session.ReportDispatched(frame);
        if (!_projection.TryProject(frame, out var value))
        {
            return true;
        }

        // The lines precede the frame, which may be the last one that the subscriber reads.
        return (!HasIgnoredLines(session) || !_projection.TryProject(session.ReportLinesIgnored(), out var ignored) || Deliver(ignored))
            && Deliver(value);
    }

    private bool HasIgnoredLines(ClientSession session) => _projection.WantsAllFrames && session.Decoder.IgnoredLines > 0;

    private readonly struct Sink(Delivery<T, TProjection> delivery, ClientSession session) : IFrameSink
    {
        public bool WantsAllFrames => delivery._projection.WantsAllFrames;

        public bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type, ref ReadOnlySpan<byte> kept) =>
            delivery.Take(new(kind, text, type, session.Decoder), session);
    }
}

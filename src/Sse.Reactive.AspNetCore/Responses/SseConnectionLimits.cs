using Microsoft.AspNetCore.Http;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// How many event streams may be open, in all and for each caller. This object is what counts: it counts the streams of every endpoint and result whose
/// <see cref="SseServerOptions.Limits"/> it is, together.
/// </summary>
/// <remarks>
/// <para>Thread-safe. A request is counted before its source is asked for, and until its response is over, however that ends. One too many is answered 503 with <c>Retry-After</c>
/// and a line of text; nothing is asked of the source.</para>
/// <para>Authorization comes first, as for any endpoint: whoever may not subscribe is not counted either.</para>
/// </remarks>
public sealed class SseConnectionLimits
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _callers = new(StringComparer.Ordinal);
    private int _connections;

    /// <summary>How many streams may be open. Default: <see langword="null"/>, any number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? MaxConnections
    {
        get;
        init => field = Positive(value, nameof(MaxConnections));
    }

    /// <summary>How many streams one caller may have open. Default: <see langword="null"/>, any number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? MaxConnectionsPerCaller
    {
        get;
        init => field = Positive(value, nameof(MaxConnectionsPerCaller));
    }

    /// <summary>
    /// Who calls; <see langword="null"/> for a caller without that limit. Default: the remote IP address, which behind a proxy is the proxy's own unless
    /// <c>UseForwardedHeaders</c> says otherwise. Asked only where <see cref="MaxConnectionsPerCaller"/> is set; what it throws is the pipeline's to answer.
    /// </summary>
    public Func<HttpContext, string?> CallerKey
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(CallerKey));
    } = static context => context.Connection.RemoteIpAddress?.ToString();

    /// <summary>When those who are refused may come back; sent in whole seconds. Default: 5 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than a second, or longer than a day.</exception>
    public TimeSpan RetryAfter
    {
        get;
        init => field = value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryAfter), value, "Choose a time from a second to a day.");
    } = TimeSpan.FromSeconds(5);

    /// <summary>How many streams are open, at this moment.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _connections;
            }
        }
    }

    /// <summary>Counts a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">Why it was not counted.</param>
    /// <returns>What ends the counting; <see langword="null"/> if it is refused.</returns>
    internal IDisposable? TryEnter(HttpContext context, out ServiceUnavailable? refusal)
    {
        var caller = MaxConnectionsPerCaller is null ? null : CallerKey(context); // not under the lock: it is not ours
        lock (_gate)
        {
            var others = caller is null ? 0 : _callers.GetValueOrDefault(caller);
            refusal = _connections >= MaxConnections ? ServiceUnavailable.TooMany(RetryAfter)
                : others >= MaxConnectionsPerCaller ? ServiceUnavailable.TooManyOfCaller(RetryAfter)
                : null;
            if (refusal is not null)
            {
                return null;
            }

            _connections++;
            if (caller is not null)
            {
                _callers[caller] = others + 1;
            }
        }

        return new Place(this, caller);
    }

    private static int? Positive(int? value, string property) =>
        value is null or > 0 ? value : throw new ArgumentOutOfRangeException(property, value, "Choose a positive number of connections, or null for any.");

    private void Leave(string? caller)
    {
        lock (_gate)
        {
            _connections--;
            if (caller is not null && --_callers[caller] == 0)
            {
                _callers.Remove(caller);
            }
        }
    }

    /// <summary>One that is counted.</summary>
    private sealed class Place(SseConnectionLimits limits, string? caller) : IDisposable
    {
        public void Dispose() => limits.Leave(caller); // once, by the one `using` there is
    }
}

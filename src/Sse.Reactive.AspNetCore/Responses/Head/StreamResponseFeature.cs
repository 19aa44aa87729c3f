using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The response of a stream, as callbacks of <c>OnStarting</c> see it. Sessions and cookie authentication replace <c>Cache-Control</c>
/// there when they set a cookie, and their callbacks run last: <c>no-transform</c> stays in it.
/// </summary>
internal sealed class StreamResponseFeature(IHttpResponseFeature inner) : IHttpResponseFeature
{
    public int StatusCode
    {
        get => inner.StatusCode;
        set => inner.StatusCode = value;
    }

    public string? ReasonPhrase
    {
        get => inner.ReasonPhrase;
        set => inner.ReasonPhrase = value;
    }

    public IHeaderDictionary Headers { get; set; } = new StreamHeaders(inner.Headers);

    public bool HasStarted => inner.HasStarted;

    [Obsolete("Use IHttpResponseBodyFeature.Stream, as the interface says.")]
    public Stream Body
    {
        get => inner.Body;
        set => inner.Body = value;
    }

    public void OnStarting(Func<object, Task> callback, object state) => inner.OnStarting(callback, state);

    public void OnCompleted(Func<object, Task> callback, object state) => inner.OnCompleted(callback, state);
}

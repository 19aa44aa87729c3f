using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Binds an <see cref="SseSubscriber"/> in controllers. It is bound from the request as a whole, like a <see cref="CancellationToken"/>:
/// API descriptions have no parameter of it.
/// </summary>
internal sealed class SseSubscriberBinderAttribute : ModelBinderAttribute
{
    public SseSubscriberBinderAttribute()
        : base(typeof(SseSubscriberModelBinder)) => BindingSource = BindingSource.Special;
}

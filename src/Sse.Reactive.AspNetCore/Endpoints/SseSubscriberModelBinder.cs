using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;

namespace Sse.Reactive.AspNetCore;

/// <summary>Binds an <see cref="SseSubscriber"/> parameter of a controller's action.</summary>
internal sealed class SseSubscriberModelBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        if (SseSubscriber.TryCreate(bindingContext.HttpContext) is { } subscriber)
        {
            // Validation would visit every property of the HttpContext.
            bindingContext.ValidationState.Add(subscriber, new ValidationStateEntry { SuppressValidation = true });
            bindingContext.Result = ModelBindingResult.Success(subscriber);
        }
        else
        {
            bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, SseSubscriber.InvalidLastEventId);
        }

        return Task.CompletedTask;
    }
}

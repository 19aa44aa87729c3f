using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;

namespace Sse.Reactive.AspNetCore;

/// <summary>Binds an <see cref="SseSubscriber"/> parameter of a controller's action.</summary>
internal sealed class SseSubscriberModelBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        if (SseSubscriber.TryAccept(bindingContext.HttpContext) is { } subscriber)
        {
            // Validation would visit every property of the HttpContext.
            bindingContext.ValidationState.Add(subscriber, new ValidationStateEntry { SuppressValidation = true });
            bindingContext.Result = ModelBindingResult.Success(subscriber);
        }
        else if (!bindingContext.ModelMetadata.IsRequired || IsCheckedBefore(bindingContext.ActionContext.ActionDescriptor))
        {
            bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, SseSubscriber.InvalidLastEventId);
        }
        else
        {
            throw new BadHttpRequestException(SseSubscriber.InvalidLastEventId); // the action would run without a subscriber
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether an action does not run with an invalid model, as with <c>[ApiController]</c>.</summary>
    private static bool IsCheckedBefore(ActionDescriptor action) => action.EndpointMetadata.OfType<IApiBehaviorMetadata>().Any();
}

using Microsoft.Extensions.Options;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Checks what only the whole of the options tells; what single values say wrong was noted when they were read, or refused when they were set.</summary>
internal sealed class SseClientOptionsValidator : IValidateOptions<SseClientOptions>
{
    public ValidateOptionsResult Validate(string? name, SseClientOptions options)
    {
        var problems = new Dictionary<string, string>(options.Problems);
        var uriKey = options.Section is { } section ? section + ":Uri" : "";
        if (!problems.ContainsKey(uriKey) && WhyNoTarget(name, options, uriKey) is { } reason)
        {
            problems.Add(uriKey, reason);
        }

        if (options.Options is { HttpClient: not null, HttpClientFactory: not null })
        {
            problems.Add(nameof(SseOptions.HttpClientFactory), $"The SSE client '{name}' has both an HttpClient and an HttpClientFactory; set one, or neither for that of IHttpClientFactory.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Values);
    }

    private static string? WhyNoTarget(string? name, SseClientOptions options, string uriKey) => options.Uri switch
    {
        null when uriKey.Length > 0 => $"{uriKey} is missing; give the absolute http or https URL of the stream.",
        null => $"The SSE client '{name}' has no Uri; set {nameof(SseClientOptions)}.{nameof(SseClientOptions.Uri)} to the absolute http or https URL of the stream.",
        { } uri when !Text.IsHttp(uri) => $"The SSE client '{name}' has the Uri '{Text.ShownUrl(uri.OriginalString)}'; it must be the absolute http or https URL of the stream.",
        _ => null,
    };
}

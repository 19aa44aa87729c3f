using Microsoft.Extensions.Options;

namespace Sse.Reactive.DependencyInjection;

/// <summary>
/// Validates the options of a client as a whole, and reports the invalid keys that were recorded while its section was read.
/// </summary>
internal sealed class SseClientOptionsValidator : IValidateOptions<SseClientOptions>
{
    private const string UriProperty = $"{nameof(SseClientOptions)}.{nameof(SseClientOptions.Uri)}";
    private const string SetUri = "Set it to the absolute http or https URL of the stream.";

    public ValidateOptionsResult Validate(string? name, SseClientOptions options)
    {
        var problems = new Dictionary<string, string>(options.Problems);
        var uriKey = options.Section is { } section ? $"{section}:{nameof(SseClientOptions.Uri)}" : "";
        if (!problems.ContainsKey(uriKey) && DescribeUriProblem(name, options.Uri, uriKey) is { } problem)
        {
            problems.Add(uriKey, problem);
        }

        if (options.Options is { HttpClient: not null, HttpClientFactory: not null })
        {
            problems.Add(
                nameof(SseOptions.HttpClientFactory),
                $"The SSE client '{name}' has both HttpClient and HttpClientFactory. Set only one, or neither to use IHttpClientFactory.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Values);
    }

    private static string? DescribeUriProblem(string? name, Uri? uri, string uriKey) => uri switch
    {
        null when uriKey.Length > 0 => $"{uriKey} is missing. {SetUri}",
        null => $"{UriProperty} of the SSE client '{name}' is missing. {SetUri}",
        { IsAbsoluteUri: true } when !ValueParser.IsHttp(uri) =>
            $"{UriProperty} of the SSE client '{name}' is '{DisplayText.OfUrl(uri.OriginalString)}', which is invalid. {SetUri}",
        _ => null,
    };
}

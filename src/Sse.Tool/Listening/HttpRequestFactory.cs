using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Sse.Tool;

/// <summary>Creates the HTTP request of each attempt.</summary>
internal static class HttpRequestFactory
{
    /// <summary>The tool and its version, as curl sends its own. Some public feeds refuse requests without it.</summary>
    private static readonly ProductInfoHeaderValue UserAgent =
        new("sse", typeof(HttpRequestFactory).Assembly.GetName().Version!.ToString(fieldCount: 3));

    public static HttpRequestMessage Create(ListenRequest listen, string lastEventId = "")
    {
        if (listen.ResumesWithGet && lastEventId.Length > 0)
        {
            listen = listen with { Method = HttpMethod.Get, Body = null, ResumesWithGet = false };
        }

        var request = new HttpRequestMessage(listen.Method, listen.Uri);
        if (listen.IsHttp2)
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        }

        if (listen.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
        }

        foreach (var (name, value) in listen.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (!request.Headers.NonValidated.Contains("User-Agent"))
        {
            request.Headers.UserAgent.Add(UserAgent);
        }

        if (request.Content is { Headers.ContentType: null } content && !content.Headers.NonValidated.Contains("Content-Type"))
        {
            content.Headers.TryAddWithoutValidation("Content-Type", ContentType(listen.Body!.Value));
        }

        if (listen.Uri.UserInfo.Length > 0 && !request.Headers.NonValidated.Contains("Authorization"))
        {
            var credentials = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(listen.Uri.UserInfo));
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(credentials));
        }

        return request;
    }

    /// <summary>JSON for a JSON object or array; otherwise the default of curl.</summary>
    private static string ContentType(ReadOnlyMemory<byte> body)
    {
        using var json = JsonText.TryParseStructure(Encoding.UTF8.GetString(body.Span));
        return json is null ? "application/x-www-form-urlencoded" : "application/json";
    }
}

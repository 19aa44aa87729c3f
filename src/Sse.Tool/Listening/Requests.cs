using System.Text;
using Sse.Tool.Json;

namespace Sse.Tool.Listening;

/// <summary>The request of each attempt.</summary>
internal static class Requests
{
    public static HttpRequestMessage Of(Ask ask)
    {
        var request = new HttpRequestMessage(ask.Method, ask.Uri);
        if (ask.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
        }

        foreach (var (name, value) in ask.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (request.Content is { Headers.ContentType: null } content && !content.Headers.NonValidated.Contains("Content-Type"))
        {
            content.Headers.TryAddWithoutValidation("Content-Type", ContentType(ask.Body!.Value));
        }

        if (ask.Uri.UserInfo.Length > 0 && !request.Headers.NonValidated.Contains("Authorization"))
        {
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(ask.Uri.UserInfo))));
        }

        return request;
    }

    /// <summary>JSON where it is JSON, else what curl says.</summary>
    private static string ContentType(ReadOnlyMemory<byte> body)
    {
        using var json = JsonText.TryParseStructure(Encoding.UTF8.GetString(body.Span));
        return json is null ? "application/x-www-form-urlencoded" : "application/json";
    }
}

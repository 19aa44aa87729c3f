namespace Sse.Reactive;

/// <summary>Asks for compressed responses, and decodes them. A request that has its own <c>Accept-Encoding</c> is sent as it is.</summary>
/// <remarks>
/// The platform's <c>AutomaticDecompression</c> adds its codings to the caller's <c>Accept-Encoding</c>, so that a caller cannot ask for an
/// uncompressed stream. A server that compresses without flushing then delays all events.
/// </remarks>
internal sealed class DecompressionHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Headers.NonValidated.Contains("Accept-Encoding"))
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", ContentDecoder.Accepted);
        }

        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Content?.Headers.ContentEncoding is { Count: > 0 } codings)
        {
            await DecodeAsync(response, [.. codings], cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    /// <summary>Decodes from the last coding, which was applied last, to the first or to one that is unknown.</summary>
    private static async Task DecodeAsync(HttpResponseMessage response, List<string> codings, CancellationToken cancellationToken)
    {
        var encoded = response.Content;
        var body = await encoded.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var count = codings.Count;
        var decoded = body;
        while (count > 0 && Decode(codings[count - 1], decoded) is { } next)
        {
            decoded = next;
            count--;
        }

        if (decoded == body)
        {
            return;
        }

        var content = new StreamContent(decoded);
        foreach (var header in encoded.Headers.NonValidated)
        {
            if (header.Key is not ("Content-Length" or "Content-Encoding"))
            {
                content.Headers.TryAddWithoutValidation(header.Key, header.Value.ToString());
            }
        }

        content.Headers.ContentEncoding.Clear();
        codings.GetRange(0, count).ForEach(content.Headers.ContentEncoding.Add);
        response.Content = content;
    }

    private static Stream? Decode(string coding, Stream encoded) =>
        ContentCoding.IsNone(coding) ? encoded : ContentDecoder.Decode(coding, encoded);
}

using System.Text;
using Sse.Reactive;

namespace Sse.Fuzz.Tests;

/// <summary>
/// A response is an event stream exactly if the standard's own steps say so (<see cref="ReferenceMimeType"/>). Input: the value of the
/// header, in Latin-1.
/// </summary>
internal static class ContentTypeTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        var text = Encoding.Latin1.GetString(input);
        var expected = ReferenceMimeType.Extract(text);
        Law.Same(expected, MimeType.Extract(text)?.ToLowerInvariant(), "the MIME type");

        var reason = new SseResponse(Stream.Null) { ContentType = text }.ReasonToRefuse();
        Law.Same(expected == SseResponse.EventStream ? null : SseDisconnectReason.ContentType, reason, "why it is refused");
    }
}

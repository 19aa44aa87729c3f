namespace Sse.Protocol;

/// <summary>What a line is (HTML 9.2.6, the steps to process a line).</summary>
internal enum LineKind
{
    Blank,
    Comment,
    Data,
    Event,
    Id,
    Retry,
    Unknown,
}

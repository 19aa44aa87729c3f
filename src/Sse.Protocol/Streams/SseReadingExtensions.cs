namespace Sse.Protocol;

/// <summary>Reads event streams from a <see cref="Stream"/> or an <see cref="HttpContent"/> with <c>await foreach</c>.</summary>
/// <remarks>
/// <para>
/// Bytes are read only when the consumer asks for an event, into one buffer of 16 KiB, so that a slow consumer slows the sender down.
/// The end of the stream discards an unfinished event and completes the sequence (HTML 9.2.6). Nothing reconnects: see the package
/// Sse.Reactive for that.
/// </para>
/// <para>
/// Exceptions of the stream pass through unchanged. <see cref="SseLimitExceededException"/> is thrown when an event is larger than
/// <see cref="SseParseOptions.MaxEventBytes"/>.
/// </para>
/// </remarks>
public static class SseReadingExtensions
{
    /// <summary>Reads the events of a stream of <c>text/event-stream</c>.</summary>
    /// <param name="stream">The stream. It is left open.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <param name="cancellationToken">
    /// Passed to the stream's reads. The enumeration then throws <see cref="OperationCanceledException"/>.
    /// </param>
    /// <returns>
    /// The events. Enumerate once: a second enumeration continues where the stream then is, without the bytes that the first had buffered.
    /// </returns>
    /// <exception cref="SseLimitExceededException">From the enumeration: an event, line or comment is larger than the limit.</exception>
    /// <example>
    /// <code>
    /// using Sse.Protocol;
    ///
    /// await using var file = File.OpenRead("events.txt");
    /// await foreach (var e in file.ReadSseAsync())
    /// {
    ///     Console.WriteLine($"{e.Type}: {e.Data}");
    /// }
    /// </code>
    /// </example>
    public static IAsyncEnumerable<SseEvent> ReadSseAsync(
        this Stream stream, SseParseOptions? options = null, CancellationToken cancellationToken = default) =>
        stream.ReadSseAsync(static view => view.ToEvent(), options, cancellationToken);

    /// <summary>Reads a stream of <c>text/event-stream</c> and converts each event with a selector, without a string in between.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="stream">The stream. It is left open.</param>
    /// <param name="selector">Called for each event, in order, when the consumer asks for it. Its exceptions pass through.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <param name="cancellationToken">
    /// Passed to the stream's reads. The enumeration then throws <see cref="OperationCanceledException"/>.
    /// </param>
    /// <returns>The selector's values. Enumerate once.</returns>
    /// <exception cref="SseLimitExceededException">From the enumeration: an event, line or comment is larger than the limit.</exception>
    public static IAsyncEnumerable<T> ReadSseAsync<T>(
        this Stream stream, SseSelector<T> selector, SseParseOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(selector);
        return new StreamEvents<T>(_ => Task.FromResult(stream), leaveOpen: true, selector, options, cancellationToken);
    }

    /// <summary>Reads the events of an HTTP response's content.</summary>
    /// <remarks>
    /// <para>
    /// Send the request with <see cref="HttpCompletionOption.ResponseHeadersRead"/>: by default, <see cref="HttpClient"/> first buffers the
    /// whole content, which for an endless stream never ends.
    /// </para>
    /// <para>
    /// Neither the status nor the media type is checked, so that content of servers that label it otherwise can be read. HTML 9.2.2 accepts
    /// only status 200 with <c>text/event-stream</c>; check both before you read.
    /// </para>
    /// <para>
    /// The content's stream is disposed when the enumeration ends, also after <c>break</c>; this closes the connection if the server still
    /// sends.
    /// </para>
    /// </remarks>
    /// <param name="content">The content.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <param name="cancellationToken">Passed to the reads. The enumeration then throws <see cref="OperationCanceledException"/>.</param>
    /// <returns>The events. Enumerate once.</returns>
    /// <exception cref="SseLimitExceededException">From the enumeration: an event, line or comment is larger than the limit.</exception>
    /// <example>
    /// <code>
    /// using Sse.Protocol;
    ///
    /// using var http = new HttpClient();
    /// using var response = await http.GetAsync("https://example.com/events", HttpCompletionOption.ResponseHeadersRead);
    /// response.EnsureSuccessStatusCode();
    /// await foreach (var e in response.Content.ReadSseAsync())
    /// {
    ///     Console.WriteLine($"{e.Type}: {e.Data}");
    /// }
    /// </code>
    /// </example>
    public static IAsyncEnumerable<SseEvent> ReadSseAsync(
        this HttpContent content, SseParseOptions? options = null, CancellationToken cancellationToken = default) =>
        content.ReadSseAsync(static view => view.ToEvent(), options, cancellationToken);

    /// <summary>Reads an HTTP response's content and converts each event with a selector, without a string in between.</summary>
    /// <remarks>
    /// See <see cref="ReadSseAsync(HttpContent, SseParseOptions?, CancellationToken)"/> for how to send the request and what is not
    /// checked.
    /// </remarks>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="content">The content. Its stream is disposed when the enumeration ends.</param>
    /// <param name="selector">Called for each event, in order, when the consumer asks for it. Its exceptions pass through.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <param name="cancellationToken">Passed to the reads. The enumeration then throws <see cref="OperationCanceledException"/>.</param>
    /// <returns>The selector's values. Enumerate once.</returns>
    /// <exception cref="SseLimitExceededException">From the enumeration: an event, line or comment is larger than the limit.</exception>
    public static IAsyncEnumerable<T> ReadSseAsync<T>(
        this HttpContent content, SseSelector<T> selector, SseParseOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(selector);
        return new StreamEvents<T>(content.ReadAsStreamAsync, leaveOpen: false, selector, options, cancellationToken);
    }
}

namespace Sse.Reactive.Testing;

/// <content>The answers of a script.</content>
public sealed partial class SseScript
{
    private const string TokenCharacters = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Answers the next attempt with an event stream: status 200, <c>text/event-stream</c>.</summary>
    /// <param name="marbles">
    /// The stream, in frames from the attempt. Each letter is a chunk, <c>|</c> ends the body, and <c>#</c> resets the connection; without
    /// either, the connection stays open and silent. With <c>^</c>, as in <c>"---^--a"</c>, the response starts in its frame; by default,
    /// it starts immediately.
    /// </param>
    /// <param name="letters">
    /// The value of each letter: an event, the data of one (a string), wire text, or bytes. If no value is given, each letter is the data
    /// of an event.
    /// </param>
    /// <returns>The script.</returns>
    /// <exception cref="MarbleSyntaxException">The string is invalid, a letter has no value, or a value is not used.</exception>
    /// <exception cref="InvalidOperationException">The script ends with <see cref="Forever"/>.</exception>
    /// <example>
    /// <code>
    /// var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromMilliseconds(10))
    ///     .Connection("---^-a-#", ('a', new SseEvent("x", LastEventId: "7"))) // a slow response, one event, a reset
    ///     .Connection("-b", ('b', SseMarble.Wire("id: 8\ndata: y\n\n")));    // one event, then silence
    /// server.Expect(SseObservable.Connect(server.Transport, server.Options).Select(e => e.Data)).ToBe("-----x- 3s -y");
    /// server.ExpectAttempts("a------ 3s b", ('a', ""), ('b', "7"));
    /// </code>
    /// </example>
    public SseScript Connection(string marbles, params (char Letter, SseMarble Value)[] letters)
    {
        var diagram = Diagram.ParseSequenceWithStart(marbles, Frame);
        var values = new LetterValues<SseMarble>(diagram, letters);
        var start = diagram.StartFrame;
        if (diagram.Symbols.FirstOrDefault(symbol => symbol.Frame < start) is { Character: not '\0' } early)
        {
            throw new MarbleSyntaxException("Nothing can be sent before '^', where the response starts.", marbles, early.Column);
        }

        var actions = diagram.Symbols
            .Where(symbol => symbol.Character != Symbol.Start)
            .Select(symbol => new ScriptedBodyAction(
                (symbol.Frame - start) * Frame, symbol.Character, symbol.IsLetter ? values[symbol.Character].Bytes : default));
        return Add(new ScriptedResponse(start * Frame, [.. actions]));
    }

    /// <summary>Answers the next attempt with an event stream in the given chunks, one per frame, after which the body ends.</summary>
    /// <param name="chunks">The chunks, such as those of <see cref="Chunkings"/>; they are not copied.</param>
    /// <returns>The script.</returns>
    /// <exception cref="InvalidOperationException">The script ends with <see cref="Forever"/>.</exception>
    public SseScript Connection(IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        var actions = chunks.Select((chunk, i) => new ScriptedBodyAction(i * Frame, 'a', chunk)).ToList();
        return Add(new ScriptedResponse(TimeSpan.Zero, [.. actions, new ScriptedBodyAction(actions.Count * Frame, Symbol.Completion)]));
    }

    /// <summary>Answers the next attempt with a status code and a body that ends.</summary>
    /// <param name="status">The status code, such as 204, 401 or 503: three digits (RFC 9110, section 15).</param>
    /// <param name="body">The body, if there is one.</param>
    /// <param name="after">How long the server takes to answer. Default: zero.</param>
    /// <returns>The script.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="status"/> does not have three digits, or <paramref name="after"/> is negative.
    /// </exception>
    /// <exception cref="InvalidOperationException">The script ends with <see cref="Forever"/>.</exception>
    public SseScript Then(int status, string body = "", TimeSpan after = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (status is < 100 or > 999)
        {
            throw new ArgumentOutOfRangeException(nameof(status), status, "An HTTP status code has three digits: 100 to 999.");
        }

        ScriptedBodyAction end = new(TimeSpan.Zero, Symbol.Completion);
        IReadOnlyList<ScriptedBodyAction> actions = body.Length == 0 ? [end] : [new(TimeSpan.Zero, 'a', SseMarble.Wire(body).Bytes), end];
        var response = new ScriptedResponse(NotNegative(after), actions) { StatusCode = status };
        if (status != 200)
        {
            response.Headers.Remove(ScriptedResponse.ContentType);
        }

        return Add(response);
    }

    /// <summary>Answers the next attempt with the answer of another transport.</summary>
    /// <param name="transport">
    /// The transport. If it neither answers an attempt nor observes its cancellation, the attempt never ends.
    /// </param>
    /// <returns>The script.</returns>
    /// <exception cref="InvalidOperationException">The script ends with <see cref="Forever"/>.</exception>
    public SseScript Then(SseTransport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return Add(new ScriptedTransport(transport));
    }

    /// <summary>Refuses the next attempt: there is no response, as when no server listens on the port.</summary>
    /// <param name="error">The error that the attempt fails with. Default: an <see cref="HttpRequestException"/>.</param>
    /// <param name="after">How long the refusal takes. Default: zero.</param>
    /// <returns>The script.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The script ends with <see cref="Forever"/>.</exception>
    public SseScript Refuse(Exception? error = null, TimeSpan after = default) =>
        Add(new ScriptedRefusal(error ?? new HttpRequestException("The connection was refused."), NotNegative(after)));

    /// <summary>Never answers the next attempt.</summary>
    /// <returns>The script.</returns>
    /// <exception cref="InvalidOperationException">The script ends with <see cref="Forever"/>.</exception>
    public SseScript Silence() => Add(ScriptedRefusal.Silence);

    /// <summary>
    /// Adds a header to the latest response, such as <c>Retry-After</c>. <c>Content-Type</c> is replaced; other headers may have several
    /// values.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <returns>The script.</returns>
    /// <exception cref="ArgumentException">
    /// HTTP cannot carry it: the name is not a token, or the value contains a line break or NUL (RFC 9110, section 5).
    /// </exception>
    /// <exception cref="InvalidOperationException">The latest answer of the script is not a response.</exception>
    public SseScript WithHeader(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        if (name.Length == 0 || !name.All(TokenCharacters.Contains))
        {
            throw new ArgumentException(
                $"{ValueFormatter.Format(name)} is not a valid header name. Use letters, digits and !#$%&'*+-.^_`|~ only.", nameof(name));
        }

        if (!FieldValue.IsValid(value))
        {
            throw new ArgumentException("A header value cannot contain a line break or NUL.", nameof(value));
        }

        var headers = LatestResponse("a header").Headers;
        var isContentType = name.Equals(ScriptedResponse.ContentType, StringComparison.OrdinalIgnoreCase);
        headers[name] = headers.TryGetValue(name, out var others) && !isContentType ? $"{others}, {value}" : value;
        return this;
    }

    /// <summary>Sets the error of <c>#</c> in the latest connection. Default: an <see cref="IOException"/>.</summary>
    /// <param name="error">The error.</param>
    /// <returns>The script.</returns>
    /// <exception cref="InvalidOperationException">The latest answer of the script has no <c>#</c>.</exception>
    public SseScript WithError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var response = LatestResponse("an error");
        response.Error = response.HasError
            ? error
            : throw new InvalidOperationException("The latest connection has no '#'. Add one to its marble string.");
        return this;
    }

    /// <summary>Answers all further attempts as the latest one.</summary>
    /// <returns>The script.</returns>
    /// <exception cref="InvalidOperationException">The script is empty.</exception>
    public SseScript Forever()
    {
        _repeatsLatest = _latest is not null
            ? true
            : throw new InvalidOperationException("There is no answer to repeat. Call Connection, Then, Refuse or Silence first.");
        return this;
    }

    private SseScript Add(ScriptedAnswer answer)
    {
        if (_repeatsLatest)
        {
            throw new InvalidOperationException("No answer can follow Forever(), which repeats the latest one. Call Forever() last.");
        }

        _answers.Enqueue(_latest = answer);
        _scripted++;
        return this;
    }

    private ScriptedResponse LatestResponse(string what) =>
        _latest as ScriptedResponse
        ?? throw new InvalidOperationException($"There is no response to give {what} to. Call Connection or Then(status) first.");

    private static TimeSpan NotNegative(TimeSpan after) =>
        after >= TimeSpan.Zero
            ? after
            : throw new ArgumentOutOfRangeException(nameof(after), after, "The time to answer cannot be negative.");
}

using static Sse.Reactive.Testing.ScriptedAnswer;

namespace Sse.Reactive.Testing;

/// <summary>What a script consists of.</summary>
public sealed partial class SseScript
{
    private const string TokenCharacters = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Answers the next attempt with an event stream: status 200, <c>text/event-stream</c>.</summary>
    /// <param name="marbles">
    /// What it does, in frames from the attempt. A letter is a chunk; <c>|</c> a clean end; <c>#</c> a reset; without either, silence follows.
    /// <c>"---^--a"</c> is slow to accept: the response comes at <c>^</c>. Default: at once.
    /// </param>
    /// <param name="letters">
    /// What the letters stand for: events, strings (the data of one), wire text, or bytes. If none is given, each letter is the data of an event.
    /// </param>
    /// <returns>The script.</returns>
    /// <exception cref="MarbleSyntaxException">The string makes no sense, a letter has no value, or a value is never used.</exception>
    public SseScript Connection(string marbles, params (char Letter, SseMarble Value)[] letters)
    {
        var diagram = Diagram.OfSequenceWithStart(marbles, Frame);
        var values = new Letters<SseMarble>(diagram, letters);
        var opening = diagram.StartFrame;
        if (diagram.Marks.FirstOrDefault(m => m.Frame < opening) is { Sign: not '\0' } early)
        {
            throw new MarbleSyntaxException("Nothing can come before '^', where the response does.", marbles, early.Column);
        }

        var acts = diagram.Marks
            .Where(mark => mark.Sign != Mark.Start)
            .Select(mark => new BodyAct((mark.Frame - opening) * Frame, mark.Sign, mark.IsLetter ? values[mark.Sign].Bytes : default));
        return Add(new Response(opening * Frame, [.. acts]));
    }

    /// <summary>Answers the next attempt with an event stream in the given chunks, one in each frame from the first on, and a clean end.</summary>
    /// <param name="chunks">The chunks, as <see cref="Chunkings"/> makes them; not copied.</param>
    /// <returns>The script.</returns>
    public SseScript Connection(IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        var acts = chunks.Select((chunk, i) => new BodyAct(i * Frame, 'a', chunk)).ToList();
        return Add(new Response(TimeSpan.Zero, [.. acts, new BodyAct(acts.Count * Frame, Mark.Completion)]));
    }

    /// <summary>Answers the next attempt with a status, and a body that ends.</summary>
    /// <param name="status">The status, such as 204, 401 or 503: three digits, as in HTTP (RFC 9110, section 15).</param>
    /// <param name="body">The body, if there is one.</param>
    /// <param name="after">How long the server takes to answer. Default: no time.</param>
    /// <returns>The script.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="status"/> is not of three digits, or <paramref name="after"/> is negative.</exception>
    public SseScript Then(int status, string body = "", TimeSpan after = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (status is < 100 or > 999)
        {
            throw new ArgumentOutOfRangeException(nameof(status), status, "A status of HTTP has three digits: 100 to 599 are defined, and up to 999 can be sent.");
        }

        BodyAct end = new(TimeSpan.Zero, Mark.Completion);
        var response = new Response(NotNegative(after), body.Length == 0 ? [end] : [new BodyAct(TimeSpan.Zero, 'a', SseMarble.Wire(body).Bytes), end]) { Status = status };
        if (status != 200)
        {
            response.Headers.Remove("Content-Type");
        }

        return Add(response);
    }

    /// <summary>Answers the next attempt with whatever another transport does with it.</summary>
    /// <param name="transport">The transport. An attempt that it never answers, and does not give up when its token is cancelled, is never over.</param>
    /// <returns>The script.</returns>
    public SseScript Then(SseTransport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return Add(new Other(transport));
    }

    /// <summary>Refuses the next attempt: there is no response, as when nobody listens at the port.</summary>
    /// <param name="error">What it fails with. Default: an <see cref="HttpRequestException"/>.</param>
    /// <param name="after">How long that takes. Default: no time.</param>
    /// <returns>The script.</returns>
    public SseScript Refuse(Exception? error = null, TimeSpan after = default) =>
        Add(new None(error ?? new HttpRequestException("The connection was refused."), NotNegative(after)));

    /// <summary>Never answers the next attempt.</summary>
    /// <returns>The script.</returns>
    public SseScript Silence() => Add(None.AtAll);

    /// <summary>Adds a header to the latest response, such as <c>Retry-After</c>. <c>Content-Type</c> is replaced, any other is added to those of its name.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The script.</returns>
    /// <exception cref="ArgumentException">HTTP cannot carry it: the name is no token, or the value has a line break or a NUL (RFC 9110, section 5).</exception>
    /// <exception cref="InvalidOperationException">The latest entry of the script is no response.</exception>
    public SseScript WithHeader(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        if (name.Length == 0 || !name.All(TokenCharacters.Contains))
        {
            throw new ArgumentException($"{ValueText.Of(name)} is no name of a header: letters, digits and !#$%&'*+-.^_`|~ are allowed.", nameof(name));
        }

        if (!FieldValue.IsValid(value))
        {
            throw new ArgumentException("A header's value cannot have a line break or a NUL.", nameof(value));
        }

        var headers = LatestResponse("a header").Headers;
        headers[name] = headers.TryGetValue(name, out var others) && !name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) ? $"{others}, {value}" : value;
        return this;
    }

    /// <summary>Says what the <c>#</c> of the latest connection is. Default: an <see cref="IOException"/>.</summary>
    /// <param name="error">The error.</param>
    /// <returns>The script.</returns>
    /// <exception cref="InvalidOperationException">The latest entry of the script has no <c>#</c>.</exception>
    public SseScript WithError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var response = LatestResponse("an error");
        response.Error = response.HasError ? error : throw new InvalidOperationException("The latest connection has no '#' for this error to be.");
        return this;
    }

    /// <summary>Answers all further attempts as the latest entry does.</summary>
    /// <returns>The script.</returns>
    public SseScript Forever()
    {
        _repeatsLatest = _latest is not null ? true : throw new InvalidOperationException("There is nothing to repeat yet: begin with Connection, Then, Refuse or Silence.");
        return this;
    }

    private SseScript Add(ScriptedAnswer answer)
    {
        if (_repeatsLatest)
        {
            throw new InvalidOperationException("The script repeats its latest entry for ever: nothing can come after that.");
        }

        _answers.Enqueue(_latest = answer);
        _scripted++;
        return this;
    }

    private Response LatestResponse(string what) =>
        _latest as Response ?? throw new InvalidOperationException($"There is no response for {what} to belong to: say Connection or Then first.");

    private static TimeSpan NotNegative(TimeSpan after) =>
        after >= TimeSpan.Zero ? after : throw new ArgumentOutOfRangeException(nameof(after), after, "No server answers before it is asked.");
}

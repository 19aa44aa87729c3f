using System.Runtime.CompilerServices;
using System.Text.Json;
using LlmServer.Apis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace LlmServer.Models;

/// <summary>An answer of a model, which is asked at once. Disposing of it stops the model.</summary>
internal sealed class Answer : IAsyncDisposable
{
    /// <summary>
    /// The code of the <see cref="ErrorContent"/> with which the clients of Microsoft.Extensions.AI report that the model refuses to
    /// answer. An answer contains no other: it fails with them.
    /// </summary>
    public const string Refusal = "Refusal";

    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private readonly string _asked;
    private string? _reported;
    private bool _isCut;
    private bool _hasCalls;

    private Answer(IChatClient model, IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        _asked = options.ModelId ?? "unknown";
        _updates = model.GetStreamingResponseAsync(messages, options, _stop.Token).GetAsyncEnumerator(_stop.Token);
        FirstToken = MoveToFirstTokenAsync();
    }

    /// <summary>Completes with the first token. It fails if the model does.</summary>
    public Task FirstToken { get; }

    /// <summary>The tokens. They throw if they end without a finish reason. Enumerate them once.</summary>
    public IAsyncEnumerable<ChatResponseUpdate> Updates => ReadAsync();

    /// <summary>The name of the model that answers, which may differ from the one that was asked for, until the first token.</summary>
    public string Model => _reported ?? _asked;

    /// <summary>Asks the model for an answer that outlives the request.</summary>
    public static Answer Ask(IChatClient model, IModelRequest request)
    {
        var (messages, options) = Read(request);
        return new(model, messages, options);
    }

    /// <summary>
    /// Waits for the first token of an answer that ends with its request. So a model that fails before it is answered with a status, which
    /// each client understands, and not with a stream that breaks off.
    /// </summary>
    public static async Task<Answer> StartAsync(IChatClient model, IModelRequest request, HttpContext context)
    {
        var answer = Ask(model, request);
        context.Response.RegisterForDisposeAsync(answer);
        context.Response.RegisterForDispose(context.RequestAborted.UnsafeRegister(static a => ((Answer)a!)._stop.Cancel(), answer));
        await answer.FirstToken;
        return answer;
    }

    /// <summary>
    /// The tokens for an API without a form for refusals: a refusal is text, and the finish reason is that of a content filter.
    /// </summary>
    public async IAsyncEnumerable<ChatResponseUpdate> WithRefusalAsTextAsync([EnumeratorCancellation] CancellationToken token = default)
    {
        var isRefused = false;
        await foreach (var update in Updates.WithCancellation(token))
        {
            isRefused |= update.Contents.Any(content => content is ErrorContent);
            update.Contents = [.. update.Contents.Select(part => part is ErrorContent refusal ? new TextContent(refusal.Message) : part)];
            if (isRefused && update.FinishReason == ChatFinishReason.Stop)
            {
                update.FinishReason = ChatFinishReason.ContentFilter;
            }

            yield return update;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await FirstToken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _updates.DisposeAsync();
    }

    private async Task MoveToFirstTokenAsync()
    {
        while (await _updates.MoveNextAsync())
        {
            _reported ??= _updates.Current.ModelId;
            Check(_updates.Current);
            if (_updates.Current.FinishReason is not null || _updates.Current.Contents.Any(content => content is not UsageContent))
            {
                return;
            }
        }

        throw new ModelException(StatusCodes.Status502BadGateway, "The model gave no answer.");
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ReadAsync([EnumeratorCancellation] CancellationToken token = default)
    {
        using var stopped = token.UnsafeRegister(static a => ((Answer)a!)._stop.Cancel(), this);
        await FirstToken;
        var isWhole = false;
        do
        {
            Check(_updates.Current);
            isWhole |= _updates.Current.FinishReason is not null;
            yield return _updates.Current;
        }
        while (await _updates.MoveNextAsync());

        if (!isWhole) // not an end: clients of providers take a stream that was cut for one
        {
            throw new ModelException(StatusCodes.Status502BadGateway, "The answer of the model ended early.");
        }
    }

    private static (List<ChatMessage> Messages, ChatOptions Options) Read(IModelRequest request) =>
        (Read(request.MessagesName, () => request.ToMessages().ToList()), Read(null, request.ToOptions));

    private static T Read<T>(string? parameter, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException error)
        {
            throw new ParameterException(parameter ?? error.Path, error.Message);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException) // half a surrogate pair
        {
            throw new ParameterException(parameter, "It has text that is not Unicode.");
        }
    }

    /// <summary>
    /// Removes what is no part of an answer: empty texts, which many providers send with the role, and calls that are cut. Some providers
    /// end calls as they end a text.
    /// </summary>
    /// <exception cref="ModelException">The model has failed.</exception>
    private void Check(ChatResponseUpdate update)
    {
        update.Contents =
        [
            .. update.Contents.Where(content => content is not (TextContent { Text: "" } or TextReasoningContent { Text: "" })),
        ];
        _isCut |= update.FinishReason == ChatFinishReason.Length;
        foreach (var call in update.Contents.OfType<FunctionCallContent>().Where(call => call.Exception is not null).ToList())
        {
            if (!_isCut)
            {
                throw new ModelException(StatusCodes.Status502BadGateway, $"The model called {call.Name} with invalid arguments.");
            }

            update.Contents.Remove(call); // its arguments end at the token limit
        }

        _hasCalls |= update.Contents.Any(content => content is FunctionCallContent);
        if (_hasCalls && update.FinishReason == ChatFinishReason.Stop)
        {
            update.FinishReason = ChatFinishReason.ToolCalls;
        }

        if (update.Contents.OfType<ErrorContent>().FirstOrDefault(error => error.ErrorCode != Refusal) is { } error)
        {
            throw new ModelException(StatusCodes.Status502BadGateway, error.Message);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace LlmServer.Models;

/// <summary>An answer of a model, from its first token on.</summary>
internal sealed class Answer
{
    private Answer(IAsyncEnumerable<ChatResponseUpdate> updates, string model) => (Updates, Model) = (updates, model);

    /// <summary>The tokens. It throws if they end without a finish reason.</summary>
    public IAsyncEnumerable<ChatResponseUpdate> Updates { get; }

    /// <summary>The name of the model that answers, which may differ from the one that was asked for.</summary>
    public string Model { get; }

    /// <summary>
    /// Whether the answer goes on after the request. Otherwise the model stops at its end at the latest: a stream that is refused, as while
    /// the server stops, is never enumerated.
    /// </summary>
    public bool OutlivesRequest { get; set; }

    /// <summary>
    /// Waits for the first token. So a model that fails before it is answered with a status, which each client understands, and not with a
    /// stream that breaks off.
    /// </summary>
    public static async Task<Answer> StartAsync(IChatClient model, IModelRequest request, HttpContext context)
    {
        var (messages, options) = Read(request);
        Answer? answer = null;
        var stop = new CancellationTokenSource();
        using var left = context.RequestAborted.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), stop);
        var updates = model.GetStreamingResponseAsync(messages, options, stop.Token).GetAsyncEnumerator(stop.Token);
        context.Response.OnCompleted(async () =>
        {
            if (answer is not { OutlivesRequest: true })
            {
                await stop.CancelAsync();
                await updates.DisposeAsync();
            }
        });
        string? name = null;
        while (await updates.MoveNextAsync())
        {
            name ??= updates.Current.ModelId;
            if (updates.Current is { Contents.Count: > 0 } or { FinishReason: not null })
            {
                ThrowIfError(updates.Current);
                return answer = new(ContinueAsync(updates, stop, CancellationToken.None), name ?? options.ModelId ?? "unknown");
            }
        }

        throw new ModelException(StatusCodes.Status502BadGateway, "The model gave no answer.");
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> ContinueAsync(
        IAsyncEnumerator<ChatResponseUpdate> updates, CancellationTokenSource stop, [EnumeratorCancellation] CancellationToken token)
    {
        await using var disposed = updates;
        using var stopped = token.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), stop);
        var isWhole = false;
        do
        {
            ThrowIfError(updates.Current);
            isWhole |= updates.Current.FinishReason is not null;
            yield return updates.Current;
        }
        while (await updates.MoveNextAsync());

        if (!isWhole) // not an end: clients of providers take a stream that was cut for one
        {
            throw new ModelException(StatusCodes.Status502BadGateway, "The answer of the model ended early.");
        }
    }

    private static (List<ChatMessage> Messages, ChatOptions Options) Read(IModelRequest request)
    {
        try
        {
            return ([.. request.ToMessages()], request.ToOptions());
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new BadHttpRequestException($"The request is invalid. {error.Message}", StatusCodes.Status400BadRequest);
        }
    }

    private static void ThrowIfError(ChatResponseUpdate update)
    {
        if (update.Contents.OfType<ErrorContent>().FirstOrDefault() is { } error)
        {
            throw new ModelException(StatusCodes.Status502BadGateway, error.Message);
        }
    }
}

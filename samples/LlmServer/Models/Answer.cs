using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace LlmServer.Models;

/// <summary>An answer of a model, from its first token on.</summary>
internal static class Answer
{
    /// <summary>
    /// Waits for the first token. So a model that fails before it is answered with a status, which each client understands, and not with a
    /// stream that breaks off.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">The options.</param>
    /// <param name="context">The request.</param>
    /// <param name="outlivesRequest">Whether the answer goes on after the request. Otherwise the model stops at its end at the latest: a
    /// stream that is refused, as while the server stops, is never enumerated.</param>
    public static async Task<IAsyncEnumerable<ChatResponseUpdate>> StartAsync(
        this IChatClient model, IEnumerable<ChatMessage> messages, ChatOptions options, HttpContext context, bool outlivesRequest = false)
    {
        var conversation = Read(messages);
        var stop = new CancellationTokenSource();
        using var left = context.RequestAborted.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), stop);
        var updates = model.GetStreamingResponseAsync(conversation, options, stop.Token).GetAsyncEnumerator(stop.Token);
        if (!outlivesRequest)
        {
            context.Response.RegisterForDisposeAsync(updates);
            context.Response.OnCompleted(stop.CancelAsync); // runs before that
        }

        try
        {
            while (await updates.MoveNextAsync())
            {
                if (updates.Current is { Contents.Count: > 0 } or { FinishReason: not null })
                {
                    ThrowIfError(updates.Current);
                    return ContinueAsync(updates, stop, CancellationToken.None);
                }
            }
        }
        catch
        {
            await updates.DisposeAsync();
            throw;
        }

        await updates.DisposeAsync();
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

        if (!isWhole) // not an end: clients of providers take a stream that was cut, and some errors, for one
        {
            throw new ModelException(StatusCodes.Status502BadGateway, "The answer of the model ended early.");
        }
    }

    /// <summary>The messages are read from the request's JSON while they are enumerated.</summary>
    private static List<ChatMessage> Read(IEnumerable<ChatMessage> messages)
    {
        try
        {
            return [.. messages];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new BadHttpRequestException($"A message is invalid. {error.Message}", StatusCodes.Status400BadRequest);
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

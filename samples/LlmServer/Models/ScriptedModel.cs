using System.Globalization;
using System.Reactive.Disposables;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LlmServer.Models;

/// <summary>A model that needs no network. The name of the model in a request selects what it does: see README.md.</summary>
internal sealed partial class ScriptedModel(LlmServerSettings settings, ILogger<ScriptedModel> logger) : IChatClient
{
    private const int LongAnswer = 5000;
    private const int Half = 12;

    private static readonly string[] Tokens =
    [
        "An", " event", " stream", " is", " a", " response", " that", " does", " not", " end", ":", " each", " line", " of",
        " text", " is", " sent", " when", " there", " is", " something",
        " to", " say", ".", "\n", "Yours", " was", " \"", "{0}", "\"", "…", " voilà", " 🎉",
    ];

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var conversation = messages.ToList();
        var name = options?.ModelId ?? "scripted";
        var sent = 0;
        LogAsked(name);
        using var stopped = Disposable.Create(() =>
        {
            if (cancellationToken.IsCancellationRequested)
            {
                LogStopped(name, sent);
            }
        });

        if (name == "scripted-late")
        {
            await Task.Delay(TimeSpan.FromMinutes(10), cancellationToken);
        }

        ThrowIfRefused(name);
        if (name == "scripted-reasons")
        {
            foreach (var thought in new[] { "The", " user", " asks", "." })
            {
                await Task.Delay(settings.Pace, cancellationToken);
                yield return Update(name, new TextReasoningContent(thought));
            }
        }

        if (name == "scripted-refuses")
        {
            foreach (var token in new[] { "I", " cannot", " help", " with", " that." })
            {
                await Task.Delay(settings.Pace, cancellationToken);
                yield return Update(name, new ErrorContent(token) { ErrorCode = Answer.Refusal });
            }

            yield return new(ChatRole.Assistant, [Usage(conversation, 5)]) { FinishReason = ChatFinishReason.Stop };
            yield break;
        }

        if (name == "scripted-tools" && options?.ToolMode is not NoneChatToolMode && conversation.LastOrDefault()?.Role == ChatRole.User)
        {
            yield return Update(name, new TextContent("Let me look."));
            yield return Update(name, CallOf(ToolOf(options)));
            yield return new(ChatRole.Assistant, [Usage(conversation, 2)]) { FinishReason = ChatFinishReason.ToolCalls };
            yield break;
        }

        foreach (var token in AnswerTo(conversation, name))
        {
            if (name == "scripted-fails" && sent == Half)
            {
                throw new ModelException(503, "The model is overloaded.");
            }

            if (name == "scripted-cut" && sent == Half)
            {
                yield break; // without a finish reason, as clients of providers end if the connection breaks
            }

            await Task.Delay(
                name switch
                {
                    "scripted-long" => TimeSpan.Zero,
                    "scripted-slow" => TimeSpan.FromSeconds(0.5),
                    "scripted-stalls" when sent == Half => TimeSpan.FromMinutes(10),
                    _ => settings.Pace,
                },
                cancellationToken);
            sent++; // before it is handed over, since the caller may stop there
            yield return Update(name, new TextContent(token));
        }

        yield return new(ChatRole.Assistant, [Usage(conversation, sent)])
        {
            FinishReason = name switch
            {
                "scripted-length" => ChatFinishReason.Length,
                "scripted-filtered" => ChatFinishReason.ContentFilter,
                _ => ChatFinishReason.Stop,
            },
        };
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static void ThrowIfRefused(string name)
    {
        switch (name)
        {
            case "scripted-busy":
                throw new ModelException(
                    429, "You have sent 60 requests in this minute, and 60 is your limit.", retryAfter: "20");
            case "scripted-fails-first":
                throw new ModelException(503, "The model is not available.");
            case not ("scripted" or "scripted-late" or "scripted-reasons" or "scripted-tools" or "scripted-fails" or "scripted-long"
                or "scripted-slow" or "scripted-stalls" or "scripted-length" or "scripted-filtered"
                or "scripted-refuses" or "scripted-cut") when name.StartsWith("scripted", StringComparison.Ordinal):
                throw new ModelException(404, $"The model '{name}' does not exist.");
        }
    }

    private static IEnumerable<string> AnswerTo(List<ChatMessage> conversation, string name)
    {
        if (name == "scripted-long")
        {
            return Enumerable.Range(0, LongAnswer).Select(n => n.ToString("'token '00000' '", CultureInfo.InvariantCulture));
        }

        var results = conversation.SelectMany(message => message.Contents).OfType<FunctionResultContent>();
        return results.LastOrDefault() is { } result
            ? ["The", " tool", " says", ": ", $"{result.Result}"]
            : Tokens.Select(token => token == "{0}" ? conversation.LastOrDefault()?.Text ?? "" : token);
    }

    /// <summary>The tool that the request names, or the first one.</summary>
    private static AITool? ToolOf(ChatOptions? options) =>
        options?.Tools?.FirstOrDefault(tool =>
            options.ToolMode is not RequiredChatToolMode { RequiredFunctionName: { } name } || tool.Name == name);

    /// <summary>A call of a tool, with a text for each of its required parameters.</summary>
    private static FunctionCallContent CallOf(AITool? tool)
    {
        var arguments = tool is AIFunctionDeclaration { JsonSchema.ValueKind: JsonValueKind.Object } function
            && function.JsonSchema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
            ? required.EnumerateArray()
                .Where(parameter => parameter.ValueKind == JsonValueKind.String)
                .Select(parameter => parameter.GetString()!)
                .Distinct()
                .ToDictionary(parameter => parameter, _ => (object?)"Paris")
            : [];
        return new($"call_{Guid.NewGuid():N}", tool?.Name ?? "weather", arguments);
    }

    private static ChatResponseUpdate Update(string model, AIContent content) =>
        new(ChatRole.Assistant, [content]) { ModelId = model };

    private static UsageContent Usage(List<ChatMessage> conversation, int sent)
    {
        var asked = conversation.Sum(message => message.Text.Split(' ').Length);
        return new(new() { InputTokenCount = asked, OutputTokenCount = sent, TotalTokenCount = asked + sent });
    }

    [LoggerMessage(LogLevel.Information, "{Model} was asked.")]
    private partial void LogAsked(string model);

    [LoggerMessage(LogLevel.Information, "{Model} was stopped after {Tokens} tokens.")]
    private partial void LogStopped(string model, int tokens);
}

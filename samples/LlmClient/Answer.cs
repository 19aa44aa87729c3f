using System.Text;

namespace LlmClient;

/// <summary>What has arrived of an answer so far.</summary>
internal sealed class Answer
{
    private readonly Dictionary<string, (string Name, StringBuilder Arguments)> _calls = [];
    private string? _stopReason;
    private bool _hasThoughts;

    public bool HasText { get; private set; }

    public bool IsComplete { get; private set; }

    public void Add(AnswerDelta delta)
    {
        HasText |= delta.Text.Length > 0;
        _hasThoughts |= delta.Thought.Length > 0;
        _stopReason = delta.StopReason is { Length: > 0 } reason ? reason : _stopReason;
        IsComplete = delta.IsLast || (IsComplete && delta is { Text: "", Thought: "", Calls.Count: 0 });
        foreach (var part in delta.Calls)
        {
            if (!_calls.TryGetValue(part.Key, out var call))
            {
                _calls[part.Key] = call = (part.Name ?? "?", new());
            }

            call.Arguments.Append(part.Arguments);
        }
    }

    /// <summary>What the text of a complete answer does not show.</summary>
    public string Describe() => string.Join('\n', Remarks());

    private IEnumerable<string> Remarks()
    {
        foreach (var (name, arguments) in _calls.Values)
        {
            yield return $"The model calls {name}({arguments}).";
        }

        if (!HasText && _calls.Count == 0)
        {
            yield return _hasThoughts ? "The model has thought, but not answered." : "The answer is empty.";
        }

        switch (_stopReason?.ToLowerInvariant())
        {
            case "length" or "max_tokens" or "max_output_tokens":
                yield return "The model has reached its token limit.";
                break;
            case not (null or "stop" or "tool_calls" or "end_turn" or "stop_sequence" or "tool_use"):
                yield return $"The model has stopped: {_stopReason}.";
                break;
        }
    }
}

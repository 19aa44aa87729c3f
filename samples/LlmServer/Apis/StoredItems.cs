using System.Text.Json;

namespace LlmServer.Apis;

/// <summary>
/// Earlier responses, to which a request can refer by ID, and their items: SDKs do so unless it has <c>"store": false</c>. They are kept in
/// memory for an hour after they were used last, and no more of them than 64 Mi characters. What has not been used for the longest time
/// goes first.
/// </summary>
/// <remarks>A response has only its own items, and the ID of the previous one: a conversation is a chain of them.</remarks>
/// <param name="time">Measures the hour.</param>
internal sealed class StoredItems(TimeProvider time)
{
    public const int MaxSize = 64 * 1024 * 1024;
    private const int Overhead = 100; // of an object, in characters

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Response>> _responses = [];
    private readonly LinkedList<Response> _byUse = new(); // the one that was used last is the last one
    private readonly Dictionary<string, string> _output = []; // items of answers, by their IDs

    /// <summary>The characters that are held.</summary>
    public long Size { get; private set; }

    /// <summary>Stores a response, unless its whole conversation is longer than what is kept at all.</summary>
    /// <param name="id">The ID of the response.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="output">The items of the answer.</param>
    public void Add(string id, ResponseRequest request, IEnumerable<JsonElement> output)
    {
        var answer = output.ToDictionary(item => Tools.StringOf(item, "id"), item => item.GetRawText());
        lock (_lock)
        {
            RemoveExpired();
            var previous = Use(request.PreviousResponseId);
            var input = previous is null ? request.Items : request.InputItems; // all, if the previous one has gone meanwhile
            var response = new Response(
                id,
                previous is null ? null : request.PreviousResponseId,
                [.. input.Select(item => item.GetRawText()), .. answer.Values],
                answer.Keys)
            {
                Used = time.GetTimestamp(),
            };
            if (response.Size + (previous ?? []).Sum(earlier => earlier.Size) > MaxSize)
            {
                return; // it could only be kept without its beginning
            }

            _responses.Add(id, _byUse.AddLast(response));
            Size += response.Size;
            foreach (var (itemId, item) in answer)
            {
                _output[itemId] = item;
            }

            while (Size > MaxSize)
            {
                Remove(_byUse.First!.Value);
            }
        }
    }

    /// <summary>An item of an answer.</summary>
    /// <returns><see langword="null"/> if there is none.</returns>
    public JsonElement? FindItem(string id)
    {
        lock (_lock)
        {
            RemoveExpired();
            return _output.TryGetValue(id, out var item) ? JsonElement.Parse(item) : null;
        }
    }

    /// <summary>The conversation up to the end of a response.</summary>
    /// <param name="id">The ID of the response.</param>
    /// <returns><see langword="null"/> if there is none.</returns>
    public IEnumerable<JsonElement>? FindConversation(string id)
    {
        lock (_lock)
        {
            RemoveExpired();
            return Use(id)?.SelectMany(response => response.Items).Select(item => JsonElement.Parse(item));
        }
    }

    /// <summary>A response and those before it, the first one first. All of them are then in use.</summary>
    /// <returns><see langword="null"/> if one of them has gone.</returns>
    private List<Response>? Use(string? id)
    {
        var chain = new List<LinkedListNode<Response>>();
        for (; id is not null; id = chain[^1].Value.PreviousId)
        {
            if (!_responses.TryGetValue(id, out var node))
            {
                return null;
            }

            chain.Add(node);
        }

        chain.Reverse();
        foreach (var node in chain)
        {
            _byUse.Remove(node);
            _byUse.AddLast(node);
            node.Value.Used = time.GetTimestamp();
        }

        return [.. chain.Select(node => node.Value)];
    }

    private void RemoveExpired()
    {
        while (_byUse.First is { Value: var oldest } && time.GetElapsedTime(oldest.Used) > Kept)
        {
            Remove(oldest);
        }
    }

    private void Remove(Response response)
    {
        _responses.Remove(response.Id, out var node);
        _byUse.Remove(node!);
        Size -= response.Size;
        foreach (var itemId in response.ItemIds)
        {
            _output.Remove(itemId);
        }
    }

    private sealed record Response(string Id, string? PreviousId, IReadOnlyList<string> Items, IReadOnlyCollection<string> ItemIds)
    {
        public long Size { get; } = Overhead + Items.Sum(item => (long)Overhead + item.Length);

        /// <summary>When it was used last.</summary>
        public long Used { get; set; }
    }
}

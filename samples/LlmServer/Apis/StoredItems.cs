using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;

namespace LlmServer.Apis;

/// <summary>
/// Items of earlier responses, and their conversations, to which a request can refer by ID: SDKs do so unless it has
/// <c>"store": false</c>. They are kept in memory for an hour, and no more of them than 64 Mi characters of JSON.
/// </summary>
internal sealed class StoredItems : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 64 * 1024 * 1024 });

    /// <summary>Stores a response: each item of its output, and the conversation up to its end.</summary>
    /// <param name="id">The ID of the response.</param>
    /// <param name="conversation">The items that the model was asked.</param>
    /// <param name="output">The items of the answer.</param>
    public void Add(string id, IEnumerable<JsonElement> conversation, IReadOnlyCollection<JsonElement> output)
    {
        foreach (var item in output)
        {
            Set(Tools.StringOf(item, "id"), item.GetRawText());
        }

        Set(id, $"[{string.Join(',', conversation.Concat(output).Select(item => item.GetRawText()))}]");
    }

    /// <returns><see langword="null"/> if there is none.</returns>
    public JsonElement? FindItem(string id) => Find(id) is { ValueKind: JsonValueKind.Object } item ? item : null;

    /// <param name="id">The ID of the response.</param>
    /// <returns><see langword="null"/> if there is none.</returns>
    public IEnumerable<JsonElement>? FindConversation(string id) =>
        Find(id) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : null;

    public void Dispose() => _cache.Dispose();

    private void Set(string id, string json) =>
        _cache.Set(id, json, new MemoryCacheEntryOptions { Size = json.Length, AbsoluteExpirationRelativeToNow = Kept });

    private JsonElement? Find(string id) => _cache.Get(id) is string json ? JsonElement.Parse(json) : null;
}

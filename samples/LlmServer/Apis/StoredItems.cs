using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Caching.Memory;

namespace LlmServer.Apis;

/// <summary>
/// Items of earlier responses, to which a request can refer by their ID: SDKs do so unless it has <c>"store": false</c>. They are kept in
/// memory for an hour, and no more of them than 64 Mi characters of JSON.
/// </summary>
internal sealed class StoredItems : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly MemoryCache _items = new(new MemoryCacheOptions { SizeLimit = 64 * 1024 * 1024 });

    public void Add(JsonObject item)
    {
        var json = item.ToJsonString();
        _items.Set((string)item["id"]!, json, new MemoryCacheEntryOptions { Size = json.Length, AbsoluteExpirationRelativeToNow = Kept });
    }

    /// <returns><see langword="null"/> if there is none.</returns>
    public JsonElement? Find(string id) => _items.Get(id) is string json ? JsonElement.Parse(json) : null;

    public void Dispose() => _items.Dispose();
}

using System.Text.Json.Serialization;

namespace Sse.Docs.Tests;

#region JsonTypes
public sealed record Ping([property: JsonPropertyName("time")] int Time);

[JsonSerializable(typeof(Ping))]
public sealed partial class MyContext : JsonSerializerContext;
#endregion

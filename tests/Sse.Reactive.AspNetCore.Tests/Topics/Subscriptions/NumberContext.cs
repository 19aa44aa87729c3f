using System.Text.Json.Serialization;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Numbers as JSON.</summary>
[JsonSerializable(typeof(int))]
internal sealed partial class NumberContext : JsonSerializerContext;

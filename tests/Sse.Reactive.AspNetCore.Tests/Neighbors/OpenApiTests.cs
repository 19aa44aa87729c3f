#if NET10_0_OR_GREATER // Microsoft.AspNetCore.OpenApi documents event streams since .NET 10
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The document that Microsoft.AspNetCore.OpenApi generates, compared with that of the platform's own event streams.</summary>
public sealed class OpenApiTests : ServerFixture
{
    [Test]
    public async Task The_document_is_valid()
    {
        var text = await DocumentAsync();

        var read = OpenApiDocument.Parse(text, "json");

        Assert.That(read.Diagnostic!.Errors.Select(e => e.Message), Is.Empty);
        Assert.That(read.Diagnostic.Warnings.Select(e => e.Message), Is.Empty);
    }

    [Test]
    public async Task Each_operation_ID_is_unique_and_each_parameter_of_a_path_is_declared()
    {
        var operations = Operations(await DocumentAsync()).ToList();

        var ids = operations.Select(o => (string?)o.Operation["operationId"]).Where(id => id is not null);
        Assert.That(ids, Is.Unique);
        Assert.That(ids, Has.Member("room"));
        foreach (var (path, method, operation) in operations)
        {
            var parameters = operation["parameters"]?.AsArray() ?? [];
            var declared = parameters.Where(p => (string?)p!["in"] == "path").Select(p => (string)p!["name"]!);
            var inPath = path.Split('/').Where(s => s.StartsWith('{')).Select(s => s.Trim('{', '}'));
            Assert.That(declared, Is.EquivalentTo(inPath), $"{method} {path}");
        }
    }

    [Test]
    public async Task A_mapped_stream_is_a_GET_with_its_parameters()
    {
        var room = Operations(await DocumentAsync()).Single(o => o.Path == "/rooms/{room}/events/{id}");

        Assert.That(room.Method, Is.EqualTo("get"));
        var parameters = room.Operation["parameters"]!.AsArray();
        var declared = parameters.Select(p => $"{p!["name"]} {p["in"]} {p["required"]}");
        Assert.That(declared, Is.EqualTo(new[] { "room path true", "id path true" }));
        Assert.That(parameters[0]!["schema"]!.ToJsonString(), Does.Contain("\"string\""));
        Assert.That(parameters[1]!["schema"]!.ToJsonString(), Does.Contain("integer"));
        Assert.That(room.Operation["responses"]!.AsObject().Select(r => r.Key), Is.EquivalentTo(new[] { "200", "204", "400", "503" }));
    }

    [TestCase("/ticks")]
    [TestCase("/ticks-result")]
    [TestCase("/texts")]
    [TestCase("/texts-result")]
    public async Task The_schema_of_the_items_is_that_of_the_platforms_result(string path)
    {
        var operations = Operations(await DocumentAsync()).ToList();

        var own = Item(path);
        Assert.That(own, Is.EqualTo(Item(path.StartsWith("/ticks", StringComparison.Ordinal) ? "/platform-ticks" : "/platform-texts")));
        Assert.That(own, Does.Contain("SseItem"));

        string Item(string of) =>
            operations.Single(o => o.Path == of).Operation["responses"]!["200"]!["content"]!["text/event-stream"]!.ToJsonString();
    }

    [TestCase("nothing", "", "")]
    [TestCase("the data", "string", "Tick")]
    [TestCase("the items", "SseItem", "SseItem")]
    public async Task Without_reflection_the_document_has_the_schemas_that_the_application_knows(string known, string text, string json)
    {
        await using var server = await Server.StartAsync(
            app =>
            {
                app.MapOpenApi();
                app.MapSse("/texts", new SseTopic("t"));
                app.MapSse("/ticks", _ => System.Reactive.Linq.Observable.Empty<SseEvent<Tick>>(), TickContext.Default.Tick);
                app.MapGet("/result", (SseSubscriber _) => SseResults.Stream(new SseTopic("t")));
            },
            builder => builder.Services.AddOpenApi().ConfigureHttpJsonOptions(
                options => options.SerializerOptions.TypeInfoResolver = known switch
                {
                    "nothing" => NumberContext.Default,
                    "the data" => TickContext.Default,
                    _ => TickItemContext.Default,
                }));

        var document = await ReadAsync(server, "openapi/v1.json");

        Assert.That(OpenApiDocument.Parse(document, "json").Diagnostic!.Errors, Is.Empty);
        Assert.That(Schema("/texts"), Does.Contain(text).And.EqualTo(Schema("/result")));
        Assert.That(Schema("/ticks"), Does.Contain(json));

        string Schema(string path) =>
            Operations(document).Single(o => o.Path == path).Operation["responses"]!["200"]!.ToJsonString();
    }

    private static IEnumerable<(string Path, string Method, JsonObject Operation)> Operations(string document) =>
        from path in JsonNode.Parse(document)!["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select (path.Key, method.Key, method.Value!.AsObject());

    private async Task<string> DocumentAsync()
    {
        var ticks = System.Reactive.Linq.Observable.Empty<SseEvent<Tick>>();
        await using var server = await Server.StartAsync(
            app =>
            {
                app.MapOpenApi();
                var topic = new SseTopic("t");
                app.MapSse("/rooms/{room}/events/{id:int}", topic).WithName("room").WithSummary("The events of a room.");
                app.MapSse("/optional/{name?}", topic);
                app.MapSse("/ticks", _ => ticks, TickContext.Default.Tick);
                app.MapSse("/texts", topic).WithName("texts");
                app.MapGet("/ticks-result", () => SseResults.Stream(ticks, TickContext.Default.Tick));
                app.MapGet("/texts-result", (SseSubscriber _) => SseResults.Stream(topic));
                app.MapGet("/platform-ticks", () => TypedResults.ServerSentEvents(AsyncEnumerable.Empty<Tick>()));
                app.MapGet("/platform-texts", () => TypedResults.ServerSentEvents(AsyncEnumerable.Empty<string>()));
            },
            builder => builder.Services.AddOpenApi());
        return await ReadAsync(server, "openapi/v1.json");
    }
}

public sealed record Tick(string Name, int Value);

[JsonSerializable(typeof(Tick))]
[JsonSerializable(typeof(string))]
internal sealed partial class TickContext : JsonSerializerContext;

[JsonSerializable(typeof(SseItem<Tick>))]
[JsonSerializable(typeof(SseItem<string>))]
internal sealed partial class TickItemContext : JsonSerializerContext;
#endif

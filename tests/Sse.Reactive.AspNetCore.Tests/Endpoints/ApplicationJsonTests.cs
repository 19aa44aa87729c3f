using System.Net;
using System.Reactive.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>JSON as the application has configured it, where no type information is given.</summary>
public sealed partial class ApplicationJsonTests : ServerFixture
{
    private static readonly SseEvent<Reading> Event = new(new("größer", Level.High));

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_applications_options_are_used(bool hasContext)
    {
        await using var server = await Server.StartAsync(Map, builder => builder.Services.ConfigureHttpJsonOptions(json =>
        {
            var options = json.SerializerOptions;
            options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            options.Converters.Add(new JsonStringEnumConverter<Level>());
            if (hasContext)
            {
                options.TypeInfoResolver = ReadingContext.Default; // nothing by reflection
            }
        }));

        foreach (var path in new[] { "mapped", "mapped-pulled", "result", "result-pulled" })
        {
            Assert.That(await ReadAsync(server, path), Is.EqualTo("data: {\"sensor_name\":\"größer\",\"level\":\"High\"}\n\n"), path);
        }
    }

    [Test]
    public async Task By_default_they_are_those_of_the_web()
    {
        await using var server = await Server.StartAsync(Map);

        Assert.That(await ReadAsync(server, "mapped"), Is.EqualTo(await ReadAsync(server, "result-pulled")));
        Assert.That(await ReadAsync(server, "result"), Does.StartWith("data: {\"sensorName\":").And.EndWith(",\"level\":1}\n\n"));
    }

    [Test]
    public async Task A_type_that_they_do_not_know_is_an_error_of_MapSse_and_of_a_results_request()
    {
        InvalidOperationException? thrown = null;
        InvalidOperationException? raised = null;
        await using var server = await Server.StartAsync(
            app =>
            {
                app.Use(async (context, next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    catch (InvalidOperationException error)
                    {
                        raised = error;
                        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                    }
                });
                thrown = Assert.Throws<InvalidOperationException>(() => app.MapSse("/mapped", _ => Observable.Return(Event)));
                app.MapGet("/result", () => SseResults.Stream(Observable.Return(Event)));
            },
            builder => builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolver = OtherContext.Default));

        using var response = await GetAsync(server, "result");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(thrown!.Message, Does.Contain("ConfigureHttpJsonOptions").And.Contain(nameof(Reading)));
        Assert.That(raised!.Message, Is.EqualTo(thrown.Message));
    }

    [Test]
    public async Task A_type_of_which_the_serializer_writes_no_value_is_an_error_of_MapSse()
    {
        await using var server = await Server.StartAsync(app =>
        {
            Refuses<Type>();
            Refuses<nint>();
            Refuses<Action>();
            Refuses<int[,]>();
            Refuses<nint?>();
            Refuses<Type[][]>();

            void Refuses<T>() => Assert.That(
                () => app.MapSse("/", _ => Observable.Never<SseEvent<T>>()),
                Throws.InvalidOperationException.With.Message.Contains(typeof(T).ToString()));
        });
        await using var other = await Server.StartAsync(
            app => app.MapSse("/", _ => Observable.Return(new SseEvent<Type[]>([typeof(int)]))),
            builder => builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new TypeNames())));

        Assert.That(await ReadAsync(other), Is.EqualTo("data: [\"Int32\"]\n\n"));
    }

    private static void Map(WebApplication app)
    {
        app.MapSse("/mapped", _ => Observable.Return(Event));
        app.MapSse("/mapped-pulled", _ => new[] { Event }.ToAsyncEnumerable());
        app.MapGet("/result", () => SseResults.Stream(Observable.Return(Event)));
        app.MapGet("/result-pulled", () => SseResults.Stream(new[] { Event }.ToAsyncEnumerable()));
    }

    private sealed class TypeNames : JsonConverter<Type>
    {
        public override Type Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Type value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
    }

    public enum Level
    {
        Low,
        High,
    }

    public sealed record Reading(string SensorName, Level Level);

    [JsonSerializable(typeof(Reading))]
    private sealed partial class ReadingContext : JsonSerializerContext;

    [JsonSerializable(typeof(int))]
    private sealed partial class OtherContext : JsonSerializerContext;
}

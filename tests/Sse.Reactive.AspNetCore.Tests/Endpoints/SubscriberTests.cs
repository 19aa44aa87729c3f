using System.Net;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary><see cref="SseSubscriber"/> as a parameter of endpoints: minimal APIs and controllers.</summary>
public sealed class SubscriberTests : ServerFixture
{
    [TestCase("minimal")]
    [TestCase("api-controller")]
    [TestCase("controller")]
    public async Task Is_bound_with_the_last_event_ID_of_the_request(string path)
    {
        await using var server = await StartAsync();

        Assert.That(await ReadAsync(server, path + "/lobby", ("Last-Event-ID", "7")), Is.EqualTo("data: lobby after 7\n\n"));
        Assert.That(await ReadAsync(server, path + "/lobby?lastEventId=8"), Is.EqualTo("data: lobby after 8\n\n"));
        Assert.That(await ReadAsync(server, path + "/lobby"), Is.EqualTo("data: lobby after \n\n"));
    }

    [TestCase("", "8")]
    [TestCase("7", "7")]
    public async Task An_empty_header_does_not_hide_the_last_event_ID_of_the_query(string header, string expected)
    {
        await using var server = await StartAsync();

        var text = await ReadAsync(server, "minimal/lobby?lastEventId=8", ("Last-Event-ID", header));

        Assert.That(text, Is.EqualTo($"data: lobby after {expected}\n\n"));
    }

    [TestCase("minimal", "Production")]
    [TestCase("minimal", "Development")]
    [TestCase("api-controller", "Production")]
    [TestCase("controller", "Production")]
    public async Task A_last_event_ID_that_no_event_can_have_had_is_answered_with_400(string path, string environment)
    {
        await using var server = await StartAsync(environment);

        using var response = await GetAsync(server, path + "/lobby?lastEventId=1%0A");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_controller_explains_an_invalid_last_event_ID()
    {
        await using var server = await StartAsync();

        var problem = await ReadAsync(server, "api-controller/lobby?lastEventId=1%0A");

        Assert.That(problem, Does.Contain("A last event ID cannot contain CR, LF or U"));
    }

    [Test]
    public async Task A_nullable_parameter_is_null_for_a_last_event_ID_that_no_event_can_have_had()
    {
        await using var server = await Server.StartAsync(app => app.MapGet("/", (SseSubscriber? s) => s is null ? "none" : s.LastEventId));

        Assert.That(await ReadAsync(server, "?lastEventId=1%0A"), Is.EqualTo("none"));
        Assert.That(await ReadAsync(server, "?lastEventId=1"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Holds_the_request_it_was_bound_from()
    {
        await using var server = await Server.StartAsync(
            app => app.MapGet("/", (HttpContext context, SseSubscriber subscriber) => ReferenceEquals(context, subscriber.HttpContext)));

        Assert.That(await ReadAsync(server), Is.EqualTo("true"));
    }

    [Test]
    public async Task An_endpoint_can_await_its_source_and_answer_something_else()
    {
        static async Task<IResult> AnswerAsync(int id, SseSubscriber subscriber)
        {
            await Task.Yield();
            return id == 1 ? SseResults.Stream(Observable.Return(subscriber.LastEventId)) : TypedResults.NoContent();
        }

        await using var server = await Server.StartAsync(app => app.MapGet("/{id}", AnswerAsync));

        Assert.That(await ReadAsync(server, "1?lastEventId=7"), Is.EqualTo("data: 7\n\n"));
        using var other = await GetAsync(server, "2");
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [TestCase("minimal")]
    [TestCase("api-controller")]
    public async Task Is_no_parameter_in_API_descriptions(string path)
    {
        await using var server = await StartAsync();

        var provider = server.App.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>();
        var parameters = provider.ApiDescriptionGroups.Items.SelectMany(g => g.Items)
            .Single(d => d.RelativePath == path + "/{room}")
            .ParameterDescriptions;

        Assert.That(parameters.Where(p => p.Source.IsFromRequest).Select(p => p.Name), Is.EqualTo(new[] { "room" }));
    }

    private static Task<Server> StartAsync(string environment = "Production") => Server.StartAsync(
        app =>
        {
            app.MapControllers();
            app.MapGet(
                "/minimal/{room}",
                (string room, SseSubscriber subscriber) => SseResults.Stream(Observable.Return($"{room} after {subscriber.LastEventId}")));
        },
        builder =>
        {
            builder.Environment.EnvironmentName = environment;
            builder.Services.AddEndpointsApiExplorer();
            builder.Services.AddControllers().AddApplicationPart(typeof(RoomsApiController).Assembly);
        });
}

[ApiController]
[Route("api-controller")]
public class RoomsApiController : ControllerBase
{
    [HttpGet("{room}")]
    public IResult Get(string room, SseSubscriber subscriber) =>
        SseResults.Stream(Observable.Return($"{room} after {subscriber.LastEventId}"));
}

[Route("controller")]
public class RoomsController : Controller
{
    [HttpGet("{room}")]
    public IResult Get(string room, SseSubscriber subscriber) =>
        SseResults.Stream(Observable.Return($"{room} after {subscriber.LastEventId}"));
}

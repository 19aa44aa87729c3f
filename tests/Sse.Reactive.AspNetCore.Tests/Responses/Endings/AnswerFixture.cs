using System.Reactive.Linq;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Answers to GET and POST from one source over Kestrel, whose timers run in virtual time.</summary>
public abstract class AnswerFixture : ServerFixture
{
    private protected static readonly string[] Versions = ["1.1", "2.0"];

    private protected static readonly string[] Kinds = ["observable", "async"];

    private protected TestScheduler Scheduler { get; private set; } = null!;

    private protected TestSource Source { get; private set; } = null!;

    private protected LogRecorder Logs { get; private set; } = null!;

    private protected SseServerOptions Options { get; set; } = null!;

    private protected TimeSpan TicketLifetime { get; set; }

    [SetUp]
    public void SetUpAnswers()
    {
        (Scheduler, Source, Logs, TicketLifetime) = (new(), new(), new(), TimeSpan.FromDays(1));
        Options = new()
        {
            Scheduler = Scheduler,
            HeartbeatInterval = null,
            MaxConnectionAge = TimeSpan.FromHours(1),
            CloseOnAuthenticationExpiration = true,
        };
    }

    [TearDown]
    public void TearDownAnswers()
    {
        Source.Dispose();
        Logs.Dispose();
    }

    /// <summary>Serves the source with GET at <c>/mapped</c> and with POST at <c>/result</c>.</summary>
    private protected Task<Server> StartAsync(string version, string kind) => Server.StartAsync(
        app =>
        {
            app.Use((context, next) =>
            {
                context.Features.Set<IAuthenticateResultFeature>(new Ticket(Scheduler.Now + TicketLifetime));
                return next(context);
            });
            if (kind == "async")
            {
                app.MapSse("/mapped", _ => PullAsync(), Options);
                app.MapPost("/result", () => SseResults.Stream(PullAsync(), Options));
            }
            else
            {
                app.MapSse("/mapped", _ => Source, Options);
                app.MapPost("/result", () => SseResults.Stream(Source, Options));
            }
        },
        builder => builder.Logging.AddProvider(Logs),
        version == "2.0" ? HttpProtocols.Http2 : HttpProtocols.Http1);

    /// <summary>Asks for the source, and reads the first event.</summary>
    private protected async Task<Answer> AskAsync(Server server, string version, string path)
    {
        using var request = new HttpRequestMessage(path == "mapped" ? HttpMethod.Get : HttpMethod.Post, new Uri(server.Uri, path))
        {
            Version = new(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var answer = await Answer.BeginAsync(Http, request);
        await Waiting.UntilAsync(() => Source.HasObservers, () => "The source was not subscribed to.");
        Source.OnNext(new("first"));
        await answer.ReadUntilAsync("data: first\n\n");
        return answer;
    }

    /// <summary>Reads an answer to its end, in whose last second there is time to read it.</summary>
    /// <returns>The text, and whether the answer broke off.</returns>
    private protected async Task<(string Text, bool IsBroken)> ReadToEndAsync(Answer answer)
    {
        var reading = answer.ReadToEndAsync();
        _ = reading.ContinueWith(_ => Waiting.Pulse(), TaskScheduler.Default);
        await Waiting.UntilAsync(
            () =>
            {
                if (!reading.IsCompleted && Logs.Entries.Any(e => e.Event == "BrokenOff"))
                {
                    Advance(seconds: 1);
                }

                return reading.IsCompleted;
            },
            () => "The answer did not end.");
        return await reading;
    }

    private protected void Advance(double seconds) => Scheduler.AdvanceBy(TimeSpan.FromSeconds(seconds).Ticks);

    private async IAsyncEnumerable<SseEvent> PullAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var value in Source.ToAsyncEnumerable(100).WithCancellation(cancellationToken))
        {
            yield return value;
        }
    }

    private sealed class Ticket(DateTimeOffset expiresAt) : IAuthenticateResultFeature
    {
        public AuthenticateResult? AuthenticateResult { get; set; } = AuthenticateResult.Success(
            new(new(), new AuthenticationProperties { ExpiresUtc = expiresAt }, "Test"));
    }
}

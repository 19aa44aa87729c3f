namespace Sse.Docs.Tests;

/// <summary>Namespaces, variables and types that the examples in XML documentation use without declaring them.</summary>
internal static class ExamplePreamble
{
    public const string Code = """
        global using System;
        global using System.Buffers;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Headers;
        global using System.Reactive;
        global using System.Reactive.Concurrency;
        global using System.Reactive.Linq;
        global using System.Reactive.Subjects;
        global using System.Security.Claims;
        global using System.Text;
        global using System.Text.Json;
        global using System.Text.Json.Serialization;
        global using System.Text.Json.Serialization.Metadata;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Mvc;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Logging;
        global using Npgsql;
        global using NUnit.Framework;
        global using Sse.Protocol;
        global using Sse.Reactive;
        global using Sse.Reactive.AspNetCore;
        global using Sse.Reactive.DependencyInjection;
        global using Sse.Reactive.Postgres;
        global using Sse.Reactive.Redis;
        global using Sse.Reactive.Testing;
        global using Preamble;
        global using static Preamble.Names;
        global using NetworkChange = System.Net.NetworkInformation.NetworkChange;

        namespace Preamble
        {
            public static class Names
            {
                public static Uri uri = null!;
                public static WebApplication app = null!;
                public static WebApplicationBuilder builder = null!;
                public static IServiceCollection services = null!;
                public static IConfiguration configuration = null!;
                public static ILoggerFactory loggerFactory = null!;
                public static ILogger logger = null!;
                public static Marbles marbles = null!;
                public static SseScript server = null!;
                public static SseTopic prices = null!, chat = null!, alarms = null!;
                public static Dictionary<int, SseTopic> jobs = null!;
                public static Source orders = null!, model = null!;
                public static SseTopics rooms = null!, topics = null!;
                public static SseClient feed = null!;
                public static NpgsqlDataSource source = null!;
                public static Task ApplyAsync(SseEvent e, NpgsqlTransaction transaction) => null!;
                public static IObservable<SseSignal> signals = null!;
                public static IObservable<Ping> pings = null!;
                public static CancellationToken cancellationToken;
                public static string key = "", token = "", sender = "";
                public static HashSet<int> finished = null!;
                public static Task SaveAsync(object? value) => null!;
                public static ValueTask<int> WorkAsync(object? value, CancellationToken cancellationToken) => default;
                public static Task<string> GetTokenAsync(CancellationToken cancellationToken) => null!;
                public static Task<Stream> OpenPipeAsync(string name, CancellationToken cancellationToken) => null!;
                public static void Work<T>(T value) { }
                public static void Save(object? value) { }
                public static IObservable<IReadOnlyCollection<string>> RoomsOf(ClaimsPrincipal user) => null!;
                public static void Show(object? value) { }
            }

            public sealed class Source
            {
                public IAsyncEnumerable<SseEvent> AfterAsync(string id, CancellationToken cancellationToken) => null!;
                public IAsyncEnumerable<string> TokensAsync(string prompt, CancellationToken cancellationToken) => null!;
            }

            public sealed class TokenHandler(HttpMessageHandler inner) : DelegatingHandler(inner);
            public sealed record ChatRequest(string Prompt);
            public sealed record Tick(int Number);
            public sealed record Price(string Symbol, decimal Value);
            public record Message(string Text);
            public sealed record MessageStart() : Message("");
            public sealed record MessageStop() : Message("");
            public sealed record Ping(int Time);

            public sealed class Json
            {
                public JsonTypeInfo<ChatRequest> ChatRequest => null!;
                public JsonTypeInfo<Tick> Tick => null!;
                public JsonTypeInfo<Price> Price => null!;
                public JsonTypeInfo<MessageStart> MessageStart => null!;
                public JsonTypeInfo<MessageStop> MessageStop => null!;
                public JsonTypeInfo<Ping> Ping => null!;
            }

            public static class AppJson { public static Json Default => null!; }
            public static class MyContext { public static Json Default => null!; }
        }
        """;
}

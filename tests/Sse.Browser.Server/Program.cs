// Serves pages, each with another client library, and the numbers that they receive. Run by tests.
// usage: Sse.Browser.Server PORT START FOLDER, where START is in Unix milliseconds and FOLDER holds npm packages
using System.Globalization;
using System.Reactive;
using System.Reactive.Subjects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Sse.Browser.Server;

var (port, packages) = (args[0], args[2]);
var start = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(args[1], CultureInfo.InvariantCulture));
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
await using var app = builder.Build();

app.UseFileServer();
app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(packages), RequestPath = "/packages" });

var numbers = new Numbers(start);
var cuts = Subject.Synchronize(new Subject<Unit>());
var options = new SseServerOptions { ReconnectionTime = TimeSpan.FromMilliseconds(100), ShutdownSpread = TimeSpan.Zero };
app.MapPost("/cut", () => cuts.OnNext(Unit.Default)); // aborts all streams, like a network failure
app.MapGet("/numbers/{format}", (string format, SseSubscriber subscriber) =>
{
    Console.WriteLine($"request after '{subscriber.LastEventId}'");
    var context = subscriber.HttpContext;
    context.Response.RegisterForDispose(cuts.Subscribe(_ => context.Abort()));
    return SseResults.Stream(numbers.As(format), options);
});

using var publishing = numbers.Publish();
await app.RunAsync();

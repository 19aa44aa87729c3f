// Publishes messages to a topic of a Mercure hub, and prints the events that a subscriber receives.
// usage: dotnet run --project samples/Mercure -- HUB TOPIC PUBLISHER_TOKEN SUBSCRIBER_TOKEN MESSAGE...
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Sse.Reactive;

if (args is not [var hub, var topic, var publisher, var subscriber, .. var messages])
{
    Console.Error.WriteLine("usage: Mercure HUB TOPIC PUBLISHER_TOKEN SUBSCRIBER_TOKEN MESSAGE...");
    return 2;
}

var options = new SseOptions
{
    FailOnFirstAttempt = true,
    RequestFactory = (_, _) => new(new HttpRequestMessage { Headers = { Authorization = new("Bearer", subscriber) } }),
};
var updates = SseObservable.Signals($"{hub}?topic={Uri.EscapeDataString(topic)}", options).Share();
var printed = updates.Events().Take(messages.Length).Do(e => Console.WriteLine($"{e.LastEventId}: {e.Data}")).Count().ToTask();
await updates.States().FirstAsync(state => state == SseConnectionState.Open);

using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", publisher) } };
foreach (var message in messages)
{
    using var update = new FormUrlEncodedContent([new("topic", topic), new("data", message)]);
    using var response = (await http.PostAsync(new Uri(hub), update)).EnsureSuccessStatusCode();
}

return await printed == messages.Length ? 0 : 1;

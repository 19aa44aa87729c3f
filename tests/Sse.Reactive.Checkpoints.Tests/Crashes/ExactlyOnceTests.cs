namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>
/// A consumer whose work and checkpoint are one transaction, as processes that are killed and taken over at random moments. The work of
/// each event is done once, in the order of the events.
/// </summary>
public class ExactlyOnceTests : PostgresFixture
{
    private const int Events = 1000;

    [Test]
    public async Task The_work_of_each_event_is_done_once_although_processes_are_killed_and_taken_over()
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            var last = int.TryParse(context.Request.Headers["Last-Event-ID"], out var id) ? id : 0;
            context.Response.StatusCode = last == Events ? 204 : 200; // which ends the consumer
            for (var sent = 0; last < Events; sent++)
            {
                // Then slowly, so that the next process takes over before this one has done everything.
                await Task.Delay(sent < 150 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(50));
                await EventServer.SendAsync(context.Response, $"id: {++last}\ndata: x\n\n");
            }
        });
        var random = new Random(1);
        var (kills, takeovers) = (0, 0);
        var consumer = Start();
        while (await consumer.ReadAsync(random.Next(1, 120)))
        {
            if (kills <= takeovers * 2)
            {
                await consumer.KillAsync();
                kills++;
                await consumer.DisposeAsync();
                consumer = Start();
            }
            else
            {
                var next = Start();
                await consumer.EndAsync(); // runs until the next one takes over
                takeovers += consumer.Lines[^1] == "taken over" ? 1 : 0;
                await consumer.DisposeAsync();
                consumer = next;
            }
        }

        await consumer.EndAsync();
        await consumer.DisposeAsync();

        TestContext.Out.WriteLine($"{kills} kills, {takeovers} takeovers");
        Assert.That(await DoneAsync(), Is.EqualTo(Enumerable.Range(1, Events).Select(id => $"{id}")));
        Assert.That(Math.Min(kills, takeovers), Is.GreaterThan(0));

        ConsumerProcess Start() => new("transact", $"{server.Uri}", Server.ConnectionString, Stream);
    }
}

// The samples Relay, Worker and Dashboard under Aspire, whose dashboard shows their logs, and the Worker's traces and metrics:
//   dotnet run --project samples/AppHost
using Aspire.Hosting.ApplicationModel;

var builder = DistributedApplication.CreateBuilder(args);

var relay = Listen(builder.AddProject<Projects.Relay>("relay", launchProfileName: null));
builder.AddProject<Projects.Worker>("worker", launchProfileName: null)
    .WithEnvironment("Feeds__orders__Uri", ReferenceExpression.Create($"{relay.GetEndpoint("http")}/changes"))
    .WithEnvironment("Checkpoint", Path.Combine(Path.GetTempPath(), "apphost.checkpoint")) // when it restarts, it misses nothing
    .WaitFor(relay);
Listen(builder.AddProject<Projects.Dashboard>("dashboard", launchProfileName: null));

await builder.Build().RunAsync();

// The samples take their port as an argument.
static IResourceBuilder<ProjectResource> Listen(IResourceBuilder<ProjectResource> server) =>
    server.WithHttpEndpoint().WithArgs("--port", server.GetEndpoint("http").Property(EndpointProperty.TargetPort));

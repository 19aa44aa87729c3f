using Microsoft.AspNetCore.Components.WebAssembly.Hosting;

// The host's pages contain the components to run.
await WebAssemblyHostBuilder.CreateDefault(args).Build().RunAsync();

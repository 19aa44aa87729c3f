using Sse.Tool;

return await CommandLine.RunAsync(args);

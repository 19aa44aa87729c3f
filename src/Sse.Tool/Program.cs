using Sse.Tool.Arguments;

return await CommandLine.RunAsync(args);

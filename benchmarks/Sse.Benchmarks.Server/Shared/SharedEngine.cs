namespace Sse.Benchmarks.Server;

/// <summary>What holds topics.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Open">Opens a store; <see langword="null"/> for topics in memory.</param>
/// <param name="ProcessId">The process that has started its server; <see langword="null"/> in memory.</param>
internal sealed record SharedEngine(string Name, Func<Task<ISseStore>>? Open = null, int? ProcessId = null);

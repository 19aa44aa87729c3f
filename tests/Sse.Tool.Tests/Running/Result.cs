namespace Sse.Tool.Tests.Running;

/// <summary>What a process has come to.</summary>
internal sealed record Result(int ExitCode, string Output, string Error);

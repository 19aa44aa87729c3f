namespace Sse.Interop.Tests.Sdks;

/// <summary>The row of an SDK in the table of docs/llm.md.</summary>
internal static class GuideRow
{
    public static string Of(Sdk sdk, IReadOnlyDictionary<string, Outcome> outcomes)
    {
        string[] cells =
        [
            sdk.Name,
            CleanEnd(outcomes["clean-end"]),
            $"`{outcomes["failing"].Error}`",
            ErrorEvent(outcomes["error-event"].Error ?? "nothing"),
            TypeOf(outcomes["503"].Error ?? "nothing"),
            outcomes.TryGetValue("retried", out var retried) && retried.Error is null ? "yes" : "no",
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string CleanEnd(Outcome outcome) =>
        outcome.Error is { } error ? TypeOf(error) : outcome.End is null ? "no error" : $"no error, finish reason `{outcome.End}`";

    private static string ErrorEvent(string error) => error.Contains(Answers.ErrorMessage, StringComparison.Ordinal)
        ? $"{TypeOf(error)} with its message"
        : $"ignored; {TypeOf(error)} of the break";

    private static string TypeOf(string error) => $"`{error.Split(':')[0]}`";
}

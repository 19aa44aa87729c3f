namespace LlmClient;

/// <summary>What is asked of whom.</summary>
/// <param name="Url">The API's endpoint.</param>
/// <param name="Key">The credentials; <see langword="null"/> for none.</param>
/// <param name="Model">Which model is to answer.</param>
/// <param name="Prompt">The question itself.</param>
internal sealed record Question(Uri Url, string? Key, string Model, string Prompt);

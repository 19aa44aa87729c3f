namespace LlmClient;

/// <summary>A question for a model.</summary>
/// <param name="Url">The API endpoint.</param>
/// <param name="Key">The credentials; <see langword="null"/> for none.</param>
/// <param name="Model">The model to ask.</param>
/// <param name="Prompt">The text of the question.</param>
internal sealed record Question(Uri Url, string? Key, string Model, string Prompt);

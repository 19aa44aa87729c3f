namespace LlmClient;

/// <summary>The API reported an error in the middle of an answer.</summary>
internal sealed class LlmException(ErrorDetail error) : Exception(error.ToString());

namespace LlmClient;

/// <summary>The API said in the middle of an answer that it cannot go on.</summary>
internal sealed class LlmException(ErrorDetail error) : Exception(error.ToString());

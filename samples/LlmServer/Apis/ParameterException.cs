using Microsoft.AspNetCore.Http;

namespace LlmServer.Apis;

/// <summary>A parameter of a request is not what this server can honour. It is refused: its answer would be another one.</summary>
internal sealed class ParameterException(string parameter, string reason) : BadHttpRequestException($"The request is invalid. {reason}")
{
    public string Parameter => parameter;
}

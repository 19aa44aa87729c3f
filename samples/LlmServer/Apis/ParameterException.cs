using Microsoft.AspNetCore.Http;

namespace LlmServer.Apis;

/// <summary>A parameter of a request is invalid, or not what this server can honour: its answer would be another one.</summary>
/// <param name="parameter">Its name, if it is known.</param>
/// <param name="reason">Why it is refused.</param>
internal sealed class ParameterException(string? parameter, string reason) : BadHttpRequestException($"The request is invalid. {reason}")
{
    public string? Parameter => parameter;
}

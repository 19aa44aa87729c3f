using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Coyote.Specifications;

namespace Sse.Concurrency.Tests;

/// <summary>The features of a request as a server has them: its body cannot be written to after the end, and it is reset once.</summary>
internal sealed class ResponseFeature(ResponsePipe pipe) : HttpRequestFeature, IHttpResponseBodyFeature, IHttpRequestLifetimeFeature
{
    private readonly Stream _stream = pipe.AsStream();

    /// <summary>Runs when the connection is reset.</summary>
    public Action? WasReset { get; set; }

    public int Resets { get; private set; }

    public CancellationToken RequestAborted { get; set; }

    PipeWriter IHttpResponseBodyFeature.Writer => pipe;

    Stream IHttpResponseBodyFeature.Stream => _stream;

    public void Abort()
    {
        Specification.Assert(!pipe.IsOver, "reset after the end");
        Specification.Assert(++Resets == 1, "reset twice");
        WasReset?.Invoke();
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (Choice.Coin())
        {
            await Task.Yield();
        }
    }

    public Task CompleteAsync()
    {
        Specification.Assert(!pipe.IsOver, "completed twice");
        pipe.IsOver = true;
        return Task.CompletedTask;
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public void DisableBuffering()
    {
    }
}

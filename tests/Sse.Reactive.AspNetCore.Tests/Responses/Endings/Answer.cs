using System.Text;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>An answer that a test reads, and that may break off.</summary>
internal sealed class Answer : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly StringBuilder _text = new();

    private Answer(HttpResponseMessage response, Stream body) => (_response, _body) = (response, body);

    public static async Task<Answer> BeginAsync(HttpClient http, HttpRequestMessage request)
    {
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Waiting.Deadline);
        return new(response, await response.Content.ReadAsStreamAsync());
    }

    public Task ReadUntilAsync(string end) => ReadAsync(text => !text.EndsWith(end, StringComparison.Ordinal));

    public Task ReadLengthAsync(int length) => ReadAsync(text => text.Length < length);

    /// <returns>The text without the line with which a stream begins, and whether the answer broke off.</returns>
    public async Task<(string Text, bool IsBroken)> ReadToEndAsync()
    {
        var isBroken = false;
        try
        {
            await ReadAsync(_ => true);
        }
        catch (IOException)
        {
            isBroken = true;
        }

        var text = _text.ToString();
        return (text.StartsWith(FakeClient.Opening, StringComparison.Ordinal) ? text[FakeClient.Opening.Length..] : text, isBroken);
    }

    public void Dispose()
    {
        _body.Dispose();
        _response.Dispose();
    }

    private async Task ReadAsync(Func<string, bool> condition)
    {
        var buffer = new byte[16 * 1024];
        while (condition(_text.ToString()) && await _body.ReadAsync(buffer).AsTask().WaitAsync(Waiting.Deadline) is var count and > 0)
        {
            _text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
    }
}

using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

/// <summary>An event stream that is read line by line, for tests of details that an EventSource hides.</summary>
internal sealed class RawEventStream : IAsyncDisposable
{
    private readonly StreamReader _reader;

    private RawEventStream(HttpResponseMessage response, Stream body)
    {
        Response = response;
        _reader = new StreamReader(body);
    }

    public HttpResponseMessage Response { get; }

    public static async Task<RawEventStream> OpenAsync(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return new RawEventStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Reads the lines up to the next empty line; empty at the end of the stream.</summary>
    public async Task<IReadOnlyList<string>> NextBlockAsync()
    {
        var lines = new List<string>();
        while (await _reader.ReadLineAsync().OrTimeout() is { Length: > 0 } line)
            lines.Add(line);
        return lines;
    }

    /// <summary>Reads the next line; null at the end of the stream.</summary>
    public Task<string?> NextLineAsync() => _reader.ReadLineAsync().OrTimeout();

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        Response.Dispose();
        return ValueTask.CompletedTask;
    }
}

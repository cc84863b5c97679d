using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

/// <summary>
/// A client of the Centrifugal protocol in JSON that receives on a long HTTP response and sends commands as separate requests.
/// </summary>
public sealed class EmulatedClient : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EmulatedClient(HttpClient http, HttpResponseMessage response, StreamReader reader) =>
        (_http, _response, _reader) = (http, response, reader);

    public static IEnumerable<object[]> Transports => [["http_stream"], ["sse"]];

    public HttpResponseMessage Response => _response;

    /// <summary>The result of the connect command.</summary>
    public JsonElement Connected { get; private set; }

    public string Session => Connected.GetProperty("session").GetString()!;

    public string Node => Connected.GetProperty("node").GetString()!;

    /// <summary>Requests a connection; the caller checks whether the server accepts it.</summary>
    public static Task<HttpResponseMessage> AskAsync(
        HttpClient http, string transport, string commands, string? token = null, params (string Name, string Value)[] headers) =>
        transport == "sse"
        ? http.SendAsync(HttpMethod.Get, "/connection/sse?cf_connect=" + Uri.EscapeDataString(commands), token, content: null, headers)
        : http.SendAsync(HttpMethod.Post, "/connection/http_stream", token, new StringContent(commands, Encoding.UTF8, "application/json"),
            headers);

    /// <summary>Opens a connection with the connect command.</summary>
    public static async Task<EmulatedClient> ConnectAsync(HttpClient http, string transport, string request = "{}", string? token = null)
    {
        var client = await OpenAsync(http, transport, $"{{\"id\":1,\"connect\":{request}}}", token);
        client.Connected = (await client.NextAsync())!.Value.GetProperty("connect");
        return client;
    }

    /// <summary>Opens the response, which the server must accept, with these commands.</summary>
    public static async Task<EmulatedClient> OpenAsync(HttpClient http, string transport, string commands, string? token = null)
    {
        var response = await AskAsync(http, transport, commands, token);
        response.StatusCode.Should().Be(System.Net.HttpStatusCode.OK);
        return new EmulatedClient(http, response, new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8));
    }

    /// <summary>Sends commands in a separate request, and returns the response of that request.</summary>
    public Task<HttpResponseMessage> SendAsync(string commands, string? token = null, string? session = null, string? node = null)
    {
        var content = new StringContent(
            JsonSerializer.Serialize(new { session = session ?? Session, node = node ?? Node, data = commands }));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return _http.SendAsync(HttpMethod.Post, "/emulation", token, content);
    }

    /// <summary>Sends commands that the server must accept.</summary>
    public async Task SendCommandsAsync(string commands, string? token = null)
    {
        using var response = await SendAsync(commands, token);
        response.StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Reads the next reply or push that is not a ping; null at the end of the response.</summary>
    public Task<JsonElement?> NextAsync()
    {
        return BeyondPingsAsync().OrTimeout();

        async Task<JsonElement?> BeyondPingsAsync()
        {
            while (await _reader.ReadLineAsync() is { } line)
            {
                var json = line.StartsWith("data: ", StringComparison.Ordinal) ? line["data: ".Length..] : line;
                if (json.Length > 0 && json != "{}")
                    return JsonDocument.Parse(json).RootElement;
            }

            return null;
        }
    }

    /// <summary>Reads until the server ends the connection, and returns the reason.</summary>
    public async Task<JsonElement> DisconnectAsync()
    {
        while (await NextAsync() is { } next)
        {
            if (next.TryGetProperty("push", out var push) && push.TryGetProperty("disconnect", out var disconnect))
            {
                (await NextAsync()).Should().BeNull("no object follows the reason");
                return disconnect;
            }
        }

        throw new EndOfStreamException("The connection ended without a reason.");
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}

using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Streaming.AiChat;

/// <summary>Creates, reads, writes and closes streams by the Durable Streams protocol, on the server in this process.</summary>
public sealed class AnswerWriter(HttpClient http, IServer server)
{
    /// <summary>The content type of an answer.</summary>
    public const string Text = "text/plain; charset=utf-8";

    /// <summary>Creates a stream. If it exists already, nothing changes.</summary>
    public Task CreateAsync(string path, string contentType, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, path, [], contentType, producer: null, isClosing: false, cancellation);

    /// <summary>Returns the text that a stream has, and whether the stream is closed.</summary>
    public async Task<(string Text, bool IsClosed)> ReadAsync(string path, CancellationToken cancellation)
    {
        var (text, offset) = (new MemoryStream(), "-1");
        while (true)
        {
            using var response = await http.GetAsync(UrlOf($"{path}?offset={offset}"), cancellation);
            response.EnsureSuccessStatusCode();
            await response.Content.CopyToAsync(text, cancellation);
            offset = response.Headers.GetValues("Stream-Next-Offset").Single();
            if (response.Headers.Contains("Stream-Up-To-Date"))
                return (Encoding.UTF8.GetString(text.ToArray()), response.Headers.Contains("Stream-Closed"));
        }
    }

    /// <summary>Appends text. Returns false if the stream is closed, or a later attempt writes to it.</summary>
    public async Task<bool> AppendAsync(string path, string text, Producer? producer, CancellationToken cancellation)
    {
        var status = await SendAsync(
            HttpMethod.Post, path, Encoding.UTF8.GetBytes(text), Text, producer, isClosing: false, cancellation);
        return status is not (HttpStatusCode.Conflict or HttpStatusCode.Forbidden);
    }

    /// <summary>Appends a JSON value to a stream of JSON.</summary>
    public Task AppendJsonAsync<T>(string path, T value, CancellationToken cancellation) => SendAsync(
        HttpMethod.Post, path, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value), "application/json", producer: null,
        isClosing: false, cancellation);

    /// <summary>Closes a stream: its readers receive the end.</summary>
    public Task CloseAsync(string path, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, [], Text, producer: null, isClosing: true, cancellation);

    private async Task<HttpStatusCode> SendAsync(
        HttpMethod method, string path, byte[] body, string contentType, Producer? producer, bool isClosing, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, UrlOf(path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        producer?.Number(request);
        if (isClosing)
            request.Headers.Add("Stream-Closed", "true");
        using var response = await http.SendAsync(request, cancellation);
        if (response.StatusCode is not (HttpStatusCode.Conflict or HttpStatusCode.Forbidden))
            response.EnsureSuccessStatusCode();
        return response.StatusCode;
    }

    private Uri UrlOf(string path)
    {
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses
            .First(each => each.StartsWith("http:", StringComparison.Ordinal))
            .Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal);
        return new Uri($"{address.TrimEnd('/')}/v1/stream/{path}");
    }
}

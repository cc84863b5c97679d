using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Streaming.Tests.Support;

/// <summary>
/// A subscriber of server-sent events that parses the bytes as a browser's EventSource does. It returns events of all types;
/// <c>caught-up</c> only on request.
/// </summary>
public sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;
    private readonly bool _listensToCaughtUp;

    private EventStream(HttpResponseMessage response, Stream body, bool withCaughtUp)
    {
        _listensToCaughtUp = withCaughtUp;
        _response = response;
        _reader = new StreamReader(body, Encoding.UTF8);
    }

    public sealed record Event(string Id, string Type, string Data);

    /// <summary>The id that a browser would send as Last-Event-ID when it reconnects.</summary>
    public string LastEventId { get; private set; } = string.Empty;

    /// <summary>The reconnection time that the server has sent (retry), in milliseconds.</summary>
    public int? Retry { get; private set; }

    /// <summary>The number of comment lines that the stream has contained.</summary>
    public int Comments { get; private set; }

    public HttpResponseMessage Response => _response;

    /// <summary>Connects, and returns when the response headers have arrived.</summary>
    public static async Task<EventStream> OpenAsync(
        HttpClient client, string path, string? lastEventId = null, bool withCaughtUp = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/event-stream");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return new EventStream(response, await response.Content.ReadAsStreamAsync(), withCaughtUp);
    }

    /// <summary>Reads the next event; null at the end of the stream.</summary>
    public Task<Event?> NextAsync(
        CancellationToken cancellationToken = default, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        ReadAsync(cancellationToken).OrTimeout(file, line);

    /// <summary>Reads the next <paramref name="count"/> events.</summary>
    public async Task<IReadOnlyList<Event>> TakeAsync(int count)
    {
        var events = new List<Event>(count);
        while (events.Count < count)
            events.Add(await NextAsync() ?? throw new EndOfStreamException($"The stream ended after {events.Count} of {count} events."));
        return events;
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }

    // The whole wait is bounded: heartbeats arrive for ever, and must not keep a test waiting.
    private async Task<Event?> ReadAsync(CancellationToken cancellationToken)
    {
        string type = string.Empty;
        var data = new List<string>();
        while (await _reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Count > 0 && (_listensToCaughtUp || type != "caught-up"))
                    return new Event(LastEventId, type.Length > 0 ? type : "message", string.Join('\n', data));
                data.Clear();
                type = string.Empty;
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? string.Empty : line[(colon + 1)..].TrimStartOnce();
            switch (field)
            {
                case "": Comments++; break;
                case "id": LastEventId = value; break;
                case "event": type = value; break;
                case "data": data.Add(value); break;
                case "retry": Retry = int.Parse(value); break;
            }
        }

        return null;
    }
}

file static class StringExtensions
{
    public static string TrimStartOnce(this string text) => text.StartsWith(' ') ? text[1..] : text;
}

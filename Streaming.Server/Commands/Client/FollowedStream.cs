using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streaming.Server.Commands.Client;

/// <summary>
/// Reads messages of topics as server-sent events. If the connection breaks, connects again and continues after the last event.
/// </summary>
/// <param name="client">The object that sends requests to the server.</param>
/// <param name="topics">The names of the topics, at least one.</param>
/// <param name="after">The position after which the messages begin; null to receive new messages only.</param>
/// <param name="notes">The output for notes to the operator about missing messages and broken connections.</param>
/// <param name="time">The clock that measures the pauses between attempts to connect.</param>
internal sealed class FollowedStream(ServerClient client, string[] topics, string? after, TextWriter notes, TimeProvider time)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private TimeSpan _pause = TimeSpan.FromSeconds(1);
    private int _failures;
    private string? _last;
    private bool _wasOpen;

    /// <summary>Returns the messages as they arrive, until all topics were closed or deleted.</summary>
    /// <exception cref="CommandException">
    /// The server refuses the request, the first attempt to connect has failed, or the token has expired.
    /// </exception>
    public async IAsyncEnumerable<FollowedMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            using var response = await OpenAsync(cancellationToken);
            if (response?.StatusCode == HttpStatusCode.NoContent)
                yield break;
            if (response is not null)
            {
                await foreach (var message in EventsAsync(response, cancellationToken))
                {
                    _failures = 0;
                    yield return message;
                }

                if (_ended.Count == topics.Length)
                    yield break;
                await notes.WriteLineAsync("The stream was interrupted; opening it again.");
            }

            await PauseAsync(cancellationToken);
        }
    }

    // Opens the event stream. Returns null if the attempt has failed, but a later attempt may succeed.
    private async Task<HttpResponseMessage?> OpenAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PathOf());
        request.Headers.Add("Accept", "text/event-stream");
        if (_last is not null)
            request.Headers.Add("Last-Event-ID", _last);
        try
        {
            var response = await client.TrySendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                _wasOpen = true;
                return response;
            }

            using (response)
            {
                var isTemporary = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests
                    or HttpStatusCode.RequestTimeout;
                return _wasOpen && isTemporary ? null : throw await client.RefusalAsync(response, cancellationToken);
            }
        }
        catch (HttpRequestException e)
        {
            return _wasOpen ? null : throw client.Unreachable(e);
        }
    }

    private string PathOf() => topics is [var one]
        ? ServerClient.WithQuery(ServerClient.PathOf("topics/{0}/events", one), ("after", after))
        : ServerClient.WithQuery("events", [.. topics.Select(topic => ("topic", (string?)topic)), ("after", after)]);

    private async IAsyncEnumerable<FollowedMessage> EventsAsync(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var parser = SseParser.Create(body);
        await using var events = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(events))
        {
            if (parser.LastEventId is { Length: > 0 } id)
                _last = id;
            if (await ToMessageAsync(events.Current) is { } message)
                yield return message;
        }

        // A stream on which no message has arrived has an event id too: the position at which the stream began.
        if (parser.LastEventId is { Length: > 0 } last)
            _last = last;
        if (parser.ReconnectionInterval > TimeSpan.Zero)
            _pause = parser.ReconnectionInterval;
    }

    // Reads the next event. Returns false if the stream has ended, or if the connection has broken.
    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return false;
        }
    }

    // Converts an event to a message. Returns null if the event is not a message, but reports something about the stream, such as its end.
    private async Task<FollowedMessage?> ToMessageAsync(SseItem<string> item)
    {
        switch (item.EventType)
        {
            case "caught-up":
                return null;
            case "expired":
                throw new CommandException("The token has expired; get a new one, and go on with " +
                    $"--after {_last ?? "earliest"}.");
            case "gap":
                await notes.WriteLineAsync($"Messages are missing, since retention has deleted them: {item.Data}");
                return null;
            case "closed":
                var ended = Topic(item.Data) ?? topics[0];
                _ended.Add(ended);
                await notes.WriteLineAsync($"The topic {ended} has ended.");
                return null;
            default:
                var (topic, position) = Split(item.EventId ?? _last ?? string.Empty);
                return new FollowedMessage(topic, position, item.EventType, item.Data);
        }
    }

    // On a stream of several topics, an event id contains the positions of all topics. The topic of the message is the first one:
    // news=k3f9a2-7,room:lobby=k3f9a2-9
    private (string Topic, string Position) Split(string id) =>
        topics.Length > 1 && id.Split(',')[0].Split('=', 2) is [var topic, var position] ? (topic, position) : (topics[0], id);

    private static string? Topic(string data)
    {
        try
        {
            return (string?)JsonNode.Parse(data)?["topic"];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The event names no topic. So it belongs to the only topic of the stream.
            return null;
        }
    }

    private Task PauseAsync(CancellationToken cancellationToken)
    {
        var pause = _pause * Math.Pow(2, Math.Min(_failures++, 5)) * (1 + (RandomNumberGenerator.GetInt32(500) / 1000.0));
        return Task.Delay(pause < s_longestPause ? pause : s_longestPause, time, cancellationToken);
    }
}

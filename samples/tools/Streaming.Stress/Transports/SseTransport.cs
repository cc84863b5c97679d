using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Streaming.Stress.Clients;
using Streaming.Stress.Ledgers;

namespace Streaming.Stress.Transports;

/// <summary>
/// Server-sent events: <c>/topics/{topic}/events</c> for one topic, <c>/events</c> for several. The position is sent as
/// <c>Last-Event-ID</c>.
/// </summary>
internal sealed class SseTransport(bool hasSeveralTopics) : ITransport
{
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 20_000 })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public string Name => hasSeveralTopics ? "sse-topics" : "sse";

    public bool HasSeveralTopics => hasSeveralTopics;

    public async IAsyncEnumerable<Delivery> ReadAsync(
        Uri server, IReadOnlyList<string> topics, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var separator = hasSeveralTopics ? '&' : '?';
        var path = (hasSeveralTopics ? $"/events?{string.Join('&', topics.Select(topic => $"topic={topic}"))}"
            : $"/topics/{topics[0]}/events") + (after is null ? $"{separator}after=earliest" : string.Empty);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, path));
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        using var response = await s_http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new TransportException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        await foreach (var received in SseParser.ReadAsync(lines, cancellationToken))
        {
            if (received.Type == "gap")
                yield return new Delivery(Gap(received.Data), received.Id);
            else if (received.Type != "caught-up" && received.Data.Length > 0)
                yield return new Delivery(Message(topics[0], received), received.Id);
        }
    }

    // The composite position of several topics begins with the message's own topic: topic=epoch-offset,topic=epoch-offset.
    private ReceivedMessage Message(string topic, SseEvent received)
    {
        if (!hasSeveralTopics)
            return new ReceivedMessage(topic, Position.Parse(received.Id), received.Type, received.Data);
        var own = received.Id.Split(',')[0].Split('=');
        return new ReceivedMessage(own[0], Position.Parse(own[1]), received.Type, received.Data);
    }

    private static ReceivedMessage Gap(string data)
    {
        using var gap = JsonDocument.Parse(data);
        var topic = gap.RootElement.GetProperty("topic").GetString()!;
        var oldest = gap.RootElement.GetProperty("oldest").GetString() is { } text ? Position.Parse(text)
            : Position.Parse(gap.RootElement.GetProperty("newest").GetString()!) is var newest ? newest with { Offset = newest.Offset + 1 }
            : default;
        return new ReceivedMessage(topic, oldest with { Offset = oldest.Offset - 1 }, "gap", data);
    }
}

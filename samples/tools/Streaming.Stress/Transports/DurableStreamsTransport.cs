using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Streaming.Stress.Clients;
using Streaming.Stress.Ledgers;

namespace Streaming.Stress.Transports;

/// <summary>
/// The Durable Streams protocol, live over server-sent events or by long-polling. A topic that was begun by a publish is a stream of JSON:
/// data is an array of messages, and the offset behind it is that of the last message.
/// </summary>
internal sealed class DurableStreamsTransport(bool isLongPoll) : ITransport
{
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 20_000 })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public string Name => isLongPoll ? "durable-poll" : "durable-sse";

    public bool HasSeveralTopics => false;

    public async IAsyncEnumerable<Delivery> ReadAsync(
        Uri server, IReadOnlyList<string> topics, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = new Uri(server, $"/v1/stream/{topics[0].Replace(':', '/')}");
        var blocks = isLongPoll ? PollAsync(stream, after, cancellationToken) : EventsAsync(stream, after, cancellationToken);
        await foreach (var (data, next) in blocks)
        {
            // An offset is the number of the last message and the epoch: 0000000000000042-k3f9a2.
            var dash = next.IndexOf('-', StringComparison.Ordinal);
            var last = long.Parse(next.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture);
            for (var i = 0; i < data.Count; i++)
            {
                var position = new Position(next[(dash + 1)..], last - data.Count + 1 + i);
                // Between two messages of one block, the stream can only be resumed at the end of the block.
                var message = new ReceivedMessage(topics[0], position, "message", data[i]);
                yield return new Delivery(message, i == data.Count - 1 ? next : OffsetOf(position));
            }
        }
    }

    private static string OffsetOf(Position position) => string.Create(
        CultureInfo.InvariantCulture, $"{position.Offset:D16}-{position.Epoch}");

    private static async IAsyncEnumerable<(List<string> Data, string Next)> EventsAsync(
        Uri stream, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await s_http.GetAsync(
            $"{stream}?offset={after ?? "-1"}&live=sse", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            yield break;
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        var data = new List<string>();
        await foreach (var received in SseParser.ReadAsync(lines, cancellationToken))
        {
            if (received.Type == "data")
                data.AddRange(Values(received.Data));
            if (received.Type != "control")
                continue;
            using var control = JsonDocument.Parse(received.Data);
            yield return (data, control.RootElement.GetProperty("streamNextOffset").GetString()!);
            data = [];
        }
    }

    private static async IAsyncEnumerable<(List<string> Data, string Next)> PollAsync(
        Uri stream, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var response = await s_http.GetAsync($"{stream}?offset={after ?? "-1"}&live=long-poll", cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
                yield break;
            response.EnsureSuccessStatusCode();
            after = response.Headers.GetValues("Stream-Next-Offset").Single();
            if (response.StatusCode == HttpStatusCode.OK)
                yield return (Values(await response.Content.ReadAsStringAsync(cancellationToken)), after);
        }
    }

    private static List<string> Values(string json)
    {
        using var array = JsonDocument.Parse(json);
        return [.. array.RootElement.EnumerateArray().Select(value => value.ToString())];
    }
}

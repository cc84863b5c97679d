using System.Globalization;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Streaming.Tests.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.Cluster;

/// <summary>The transports over which readers follow topics.</summary>
internal static class ClusterTransports
{
    private static readonly TimeSpan s_betweenDownloads = TimeSpan.FromMilliseconds(300);

    private static readonly HttpClient s_client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 10_000 })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public static (string Name, ClusterTransport Read)[] All { get; } =
        [("sse", SseAsync), ("websocket", WebSocketAsync), ("signalr", SignalRAsync), ("centrifugal", CentrifugalAsync),
            ("history", HistoryAsync)];

    /// <summary>The complete log of a topic.</summary>
    public static async Task<List<Received>> DownloadAsync(Uri node, string topic)
    {
        var log = new List<Received>();
        await foreach (var message in PageAsync(node, topic, after: null, CancellationToken.None))
            log.Add(message);
        return log;
    }

    private static async IAsyncEnumerable<Received> SseAsync(
        Uri node, string topic, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, $"/topics/{topic}/events?after={after ?? "earliest"}"));
        request.Headers.Add("Accept", "text/event-stream");
        using var response = await s_client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        var (id, type, data) = (string.Empty, string.Empty, (string?)null);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            var value = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart();
            if (line.StartsWith("id:", StringComparison.Ordinal))
                id = value;
            else if (line.StartsWith("event:", StringComparison.Ordinal))
                type = value;
            else if (line.StartsWith("data:", StringComparison.Ordinal))
                data = value;
            if (line.Length > 0)
                continue;
            if (data is not null && type != "caught-up")
                yield return new Received(id, type, data);
            (type, data) = (string.Empty, null);
        }
    }

    private static async IAsyncEnumerable<Received> WebSocketAsync(
        Uri node, string topic, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        var room = topic["room:".Length..];
        var address = new UriBuilder(new Uri(node, $"/ws/{room}")) { Scheme = "ws", Query = $"format=json&after={after ?? "earliest"}" };
        await socket.ConnectAsync(address.Uri, cancellationToken);
        await foreach (var frame in FramesAsync(socket, cancellationToken))
        {
            var message = JsonDocument.Parse(frame).RootElement;
            if (message.GetProperty("type").GetString() is var type and not "caught-up")
                yield return new Received(message.GetProperty("position").GetString()!, type!, message.GetProperty("data").ToString());
        }
    }

    private static async IAsyncEnumerable<Received> SignalRAsync(
        Uri node, string topic, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(node, "/hubs/stream")).Build();
        await connection.StartAsync(cancellationToken);
        string[] topics = [topic];
        await foreach (var item in connection.StreamAsync<HubItem>("Subscribe", topics, after ?? "earliest", cancellationToken))
            yield return new Received(item.Position, item.Type, item.Text);
    }

    private static async IAsyncEnumerable<Received> CentrifugalAsync(
        Uri node, string topic, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new UriBuilder(new Uri(node, "/connection/websocket")) { Scheme = "ws" }.Uri, cancellationToken);
        await SendAsync(socket, """{"id":1,"connect":{}}""", cancellationToken);
        var epoch = after?.Split('-')[0];
        var since = epoch is null ? "\"offset\":0" : $"\"offset\":{after!.Split('-')[1]},\"epoch\":\"{epoch}\"";
        await SendAsync(socket, $"{{\"id\":2,\"subscribe\":{{\"channel\":\"{topic}\",\"recover\":true,{since}}}}}", cancellationToken);
        await foreach (var frame in FramesAsync(socket, cancellationToken))
        {
            foreach (var line in frame.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var reply = JsonDocument.Parse(line).RootElement;
                if (line == "{}")
                    await SendAsync(socket, "{}", cancellationToken);
                if (reply.TryGetProperty("error", out var error))
                    throw new InvalidOperationException(error.ToString());
                if (reply.TryGetProperty("subscribe", out var subscribed))
                {
                    epoch = subscribed.GetProperty("epoch").GetString();
                    if (!subscribed.TryGetProperty("recovered", out var recovered) || !recovered.GetBoolean())
                        yield return new Received($"{epoch}-{Offset(subscribed)}", "gap", string.Empty);
                    foreach (var missed in subscribed.TryGetProperty("publications", out var list) ? list.EnumerateArray() : default)
                        yield return Publication(epoch, missed);
                }

                if (!reply.TryGetProperty("push", out var push))
                    continue;
                // The server asks the client to subscribe again with its position.
                if (push.TryGetProperty("unsubscribe", out _))
                    yield break;
                if (push.TryGetProperty("pub", out var publication))
                    yield return Publication(epoch, publication);
            }
        }
    }

    private static async IAsyncEnumerable<Received> HistoryAsync(
        Uri node, string topic, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await foreach (var message in PageAsync(node, topic, after, cancellationToken))
            {
                after = message.Position;
                yield return message;
            }

            await Task.Delay(s_betweenDownloads, cancellationToken);
        }
    }

    private static async IAsyncEnumerable<Received> PageAsync(
        Uri node, string topic, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var address = new Uri(node, $"/topics/{topic}/messages?format=ndjson{(after is null ? string.Empty : $"&after={after}")}");
        using var response = await s_client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        if (response.Headers.TryGetValues("Streaming-Gap", out var gaps))
            yield return Gap(JsonDocument.Parse(gaps.Single()).RootElement);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            var message = JsonDocument.Parse(line).RootElement;
            yield return new Received(
                message.GetProperty("position").GetString()!, message.GetProperty("type").ToString(),
                message.GetProperty("data").GetString()!);
        }
    }

    // The position is that before the oldest message of the answer.
    private static Received Gap(JsonElement gap)
    {
        var newest = gap.GetProperty("newest").GetString()!;
        if (gap.GetProperty("oldest").GetString() is not { } oldest)
            return new Received(newest, "gap", gap.ToString());
        var before = new Received(oldest, string.Empty, string.Empty).Offset - 1;
        return new Received(string.Create(CultureInfo.InvariantCulture, $"{oldest.Split('-')[0]}-{before}"), "gap", gap.ToString());
    }

    // Zero is left out.
    private static long Offset(JsonElement reply) => reply.TryGetProperty("offset", out var offset) ? offset.GetInt64() : 0;

    private static Received Publication(string? epoch, JsonElement publication) => new(
        string.Create(CultureInfo.InvariantCulture, $"{epoch}-{publication.GetProperty("offset").GetInt64()}"),
        string.Empty, publication.GetProperty("data").ToString());

    private static Task SendAsync(ClientWebSocket socket, string text, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private static async IAsyncEnumerable<string> FramesAsync(
        ClientWebSocket socket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[4 * 1024];
        for (var length = 0; ;)
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, 2 * length);
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                yield break;
            length += part.Count;
            if (!part.EndOfMessage)
                continue;
            yield return Encoding.UTF8.GetString(buffer, 0, length);
            length = 0;
        }
    }
}

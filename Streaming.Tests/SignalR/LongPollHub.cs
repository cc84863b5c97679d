using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

/// <summary>A SignalR client that receives by long polls: SignalR itself writes all of its messages.</summary>
internal sealed class LongPollHub
{
    private readonly HttpClient _client;
    private readonly string _path;
    private readonly bool _messagePack;

    private LongPollHub(HttpClient client, string token, bool messagePack) =>
        (_client, _path, _messagePack) = (client, $"/hubs/stream?id={Uri.EscapeDataString(token)}", messagePack);

    public static async Task<LongPollHub> ConnectAsync(TestServer server, bool messagePack)
    {
        using var response = await server.Client.PostAsync("/hubs/stream/negotiate?negotiateVersion=1", "", "text/plain");
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync().OrTimeout());
        var hub = new LongPollHub(server.Client, answer.RootElement.GetProperty("connectionToken").GetString()!, messagePack);
        (await hub.PollAsync()).Should().BeEmpty("the first poll only begins the connection");
        await hub.SendAsync(HubProtocols.Handshake(messagePack));
        (await hub.PollAsync()).Should().Equal("{}\u001e"u8.ToArray());
        return hub;
    }

    public Task SubscribeAsync(string id, string topic, string? after) =>
        SendAsync(HubProtocols.Subscribe(_messagePack, id, topic, after));

    /// <summary>Receives this number of messages.</summary>
    public async Task<IReadOnlyList<byte[]>> ReceiveAsync(int count)
    {
        var messages = new List<byte[]>();
        while (messages.Count < count)
            messages.AddRange(HubProtocols.Split(_messagePack, await PollAsync()));
        return messages;
    }

    private async Task SendAsync(byte[] message)
    {
        using var body = new ByteArrayContent(message);
        using var response = await _client.PostAsync(_path, body).OrTimeout();
        response.EnsureSuccessStatusCode();
    }

    private Task<byte[]> PollAsync() => _client.GetByteArrayAsync(_path).OrTimeout();
}

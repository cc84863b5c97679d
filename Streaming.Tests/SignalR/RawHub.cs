using Microsoft.AspNetCore.SignalR.Protocol;
using Streaming.Tests.Rooms;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

/// <summary>A SignalR client that sees the frames of its WebSocket, and reads only when the test says so.</summary>
internal sealed class RawHub : IAsyncDisposable
{
    private readonly RawMember _socket;
    private readonly bool _messagePack;
    private readonly Queue<byte[]> _received = new();

    private RawHub(RawMember socket, bool messagePack) => (_socket, _messagePack) = (socket, messagePack);

    /// <summary>The length of the longest frame that was received, in bytes.</summary>
    public int LongestFrame { get; private set; }

    public static async Task<RawHub> ConnectAsync(TestServer server, bool messagePack, int? receiveBytes = null, int? bytesPerRead = null)
    {
        var hub = new RawHub(await RawMember.ConnectAsync(server, "/hubs/stream", receiveBytes), messagePack);
        await hub.SendAsync(HubProtocols.Handshake(messagePack));
        // The response to the handshake is JSON in both protocols, but in a frame of the kind of the protocol.
        (await hub._socket.NextFrameAsync())!.Text.Should().Be("{}\u001e");
        hub._socket.BytesPerRead = bytesPerRead ?? int.MaxValue;
        return hub;
    }

    public Task SubscribeAsync(string id, string topic, string? after = null) =>
        SendAsync(HubProtocols.Subscribe(_messagePack, id, topic, after));

    public Task SendAsync(HubMessage message) => SendAsync(HubProtocols.Encode(_messagePack, message));

    /// <summary>Reads the next message other than a ping; null at the end of the connection.</summary>
    public async Task<byte[]?> NextBytesAsync()
    {
        while (true)
        {
            while (!_received.TryPeek(out _))
            {
                if (await _socket.NextFrameAsync() is not { Opcode: not RawMember.Close } frame)
                    return null;
                LongestFrame = Math.Max(LongestFrame, frame.Payload.Length);
                if (frame.Opcode == RawMember.Ping)
                    continue;
                frame.Final.Should().BeTrue("a message has one frame, so that the frames of items can come between messages");
                frame.Opcode.Should().Be(_messagePack ? RawMember.Binary : RawMember.Text);
                foreach (var message in HubProtocols.Split(_messagePack, frame.Payload))
                    _received.Enqueue(message);
            }

            if (_received.Dequeue() is var bytes && HubProtocols.Parse(_messagePack, bytes) is not PingMessage)
                return bytes;
        }
    }

    /// <summary>Reads the next message other than a ping.</summary>
    public async Task<HubMessage> NextAsync() =>
        HubProtocols.Parse(_messagePack, await NextBytesAsync() ?? throw new EndOfStreamException("The connection has ended."));

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private Task SendAsync(byte[] message) =>
        _socket.SendAsync(RawMember.Frame(_messagePack ? RawMember.Binary : RawMember.Text, message));
}

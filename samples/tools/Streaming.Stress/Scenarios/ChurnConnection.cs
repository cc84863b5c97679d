using System.Net.WebSockets;
using System.Text.Json;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Stress.Ledgers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>A Centrifugal connection in JSON whose user subscribes and unsubscribes many channels, and reads meanwhile.</summary>
/// <param name="run">The run of the scenario.</param>
/// <param name="socket">The WebSocket.</param>
/// <param name="record">The record of the messages.</param>
internal sealed class ChurnConnection(ScenarioRun run, ClientWebSocket socket, ReaderLedger record)
{
    private readonly Dictionary<uint, string> _commands = [];
    private readonly Dictionary<string, string> _epochs = new(StringComparer.Ordinal);
    private readonly byte[] _buffer = new byte[4 * 1024 * 1024];
    private uint _lastId;

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await SendAsync(new Command { Connect = new ConnectRequest() }, string.Empty, cancellationToken);
        await FinishAsync(cancellationToken);
    }

    /// <summary>Subscribes channels after their last messages, and reads until all replies have arrived.</summary>
    public async Task SubscribeAsync(IEnumerable<string> topics, CancellationToken cancellationToken)
    {
        foreach (var topic in topics)
        {
            var request = new SubscribeRequest { Channel = topic, Recover = true, Offset = (ulong)record.Last(topic) };
            if (_epochs.TryGetValue(topic, out var epoch))
                request.Epoch = epoch;
            await SendAsync(new Command { Subscribe = request }, topic, cancellationToken);
        }

        await FinishAsync(cancellationToken);
    }

    /// <summary>Unsubscribes channels, and reads until all replies have arrived.</summary>
    public async Task UnsubscribeAsync(IEnumerable<string> topics, CancellationToken cancellationToken)
    {
        foreach (var topic in topics)
            await SendAsync(new Command { Unsubscribe = new UnsubscribeRequest { Channel = topic } }, topic, cancellationToken);
        await FinishAsync(cancellationToken);
    }

    private Task SendAsync(Command command, string topic, CancellationToken cancellationToken)
    {
        command.Id = ++_lastId;
        _commands[command.Id] = topic;
        return socket.SendAsync(CentrifugalCodec.ToJson(command), WebSocketMessageType.Text, true, cancellationToken);
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (_commands.Count > 0)
        {
            var length = 0;
            for (ValueWebSocketReceiveResult part; ;)
            {
                part = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
                length += part.Count;
                if (part.MessageType == WebSocketMessageType.Close)
                    throw new TransportException($"The server closed the connection: {socket.CloseStatus} {socket.CloseStatusDescription}");
                if (part.EndOfMessage)
                    break;
            }

            foreach (var reply in CentrifugalCodec.FromJson(_buffer.AsSpan(0, length)))
                await TakeAsync(reply, cancellationToken);
        }
    }

    private async Task TakeAsync(Reply reply, CancellationToken cancellationToken)
    {
        if (CentrifugalCodec.IsPing(reply))
            await socket.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text, true, cancellationToken);
        if (reply.Error is { } error)
            throw new TransportException($"{error.Code}: {error.Message}");
        _commands.Remove(reply.Id, out var topic);
        if (reply.Subscribe is { } subscribed)
        {
            run.Result.Count("subscribes");
            _epochs[topic!] = subscribed.Epoch;
            foreach (var publication in subscribed.Publications)
                Seen(topic!, publication);
        }

        if (reply.Push?.Pub is { } pushed)
            Seen(reply.Push.Channel, pushed);
    }

    private void Seen(string topic, Publication publication)
    {
        using var data = JsonDocument.Parse(publication.Data.Memory);
        record.Seen(new ReceivedMessage(
            topic, new Position(_epochs[topic], (long)publication.Offset), "message", data.RootElement.ToString()));
        run.Result.Count("received");
    }
}

using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Fanout.WebSockets;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Executes the commands of one Centrifugal connection one after another, never at the same time. A client may send the command
/// <c>connect</c> together with commands that depend on its result.
/// </summary>
internal sealed class CommandDispatcher(
    CentrifugalConnection connection, ClientRequest clientRequest, ChannelSubscriptions channels, ChannelQueries queries,
        ClientAccess access,
        CommandErrors errors, TimeProvider time)
    : IWebSocketMessageHandler
{
    private ClientIdentity? _client;
    private bool _refused;

    public async ValueTask<bool> HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var command in connection.Wire.Read(message))
            {
                // Answers to pings need no space.
                if (command.Id > 0)
                    await connection.WaitForSpaceAsync(time, cancellationToken);
                if (connection.Closing.IsCompleted)
                    return false;
                await ExecuteAsync(command, cancellationToken);
            }

            return true;
        }
        catch (ConnectionClosedException e)
        {
            errors.LogClosed(e);
            connection.Close(e.Reason);
            return false;
        }
    }

    public void RefusedTooLarge(int limit) =>
        Record(RefusalException.TooLarge("Centrifugal:MaxFrameBytes", $"A frame has at most {limit} bytes."));

    public void RefusedIdle(RefusalException refusal) => Record(refusal);

    /// <summary>Releases the stream lease of the client (its right to receive messages).</summary>
    public void End() => _client?.Dispose();

    private static bool IsPong(Command command) => command.Equals(new Command());

    private async ValueTask ExecuteAsync(Command command, CancellationToken cancellationToken)
    {
        if (_client is null)
            await ConnectAsync(command);
        else if (command.Connect is not null)
            throw Violation("a second connect");
        else if (command.Id > 0)
            await AnswerAsync(command, _client, cancellationToken);
        else if (IsPong(command))
            connection.RecordPong();
        else if (command.Send is null)
            throw Violation("a command without an id");
    }

    private static ConnectionClosedException Violation(string what) => new(CloseReason.BadRequest, what);

    private async ValueTask ConnectAsync(Command command)
    {
        if (_refused || command is not { Id: > 0, Connect: { } request })
            throw Violation("a command before connect");
        try
        {
            var (client, result) = await access.ConnectAsync(request, clientRequest, channels.MayContinue);
            _client = client;
            connection.Send(new Reply { Id = command.Id, Connect = result });
            connection.Connected(client);
        }
        catch (Exception e) when (e is CommandRefusedException or RefusalException)
        {
            _refused = true;
            connection.Send(new Reply { Id = command.Id, Error = ErrorOf(e) });
        }
    }

    private async ValueTask AnswerAsync(Command command, ClientIdentity client, CancellationToken cancellationToken)
    {
        Reply reply;
        try
        {
            // After the client's token has expired, the client has the time ExpiryGrace to send a new token. All other commands are refused
            // during this time.
            if (command.Refresh is null)
                access.RefuseExpired(client);
            if (command.Subscribe is { } subscribe)
            {
                await channels.SubscribeAsync(
                    subscribe, client, (result, permit) =>
                    connection.Send(new Reply { Id = command.Id, Subscribe = result }, permit), cancellationToken);
                return;
            }

            if (command.History is { } history)
            {
                var (page, permit) = await queries.ReadHistoryAsync(history, client, cancellationToken);
                connection.Send(new Reply { Id = command.Id, History = page }, permit);
                return;
            }

            reply = await ExecuteOtherAsync(command, client, cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or ConnectionClosedException))
        {
            reply = new Reply { Error = ErrorOf(e) };
        }

        reply.Id = command.Id;
        connection.Send(reply);
    }

    private async ValueTask<Reply> ExecuteOtherAsync(Command command, ClientIdentity client, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case { Unsubscribe: { } unsubscribe }:
                await channels.UnsubscribeAsync(unsubscribe.Channel);
                return new Reply { Unsubscribe = new EmptyResult() };
            case { Refresh: { } refresh }:
                var result = await access.RefreshAsync(refresh, client, clientRequest.Path, channels.MayContinue);
                foreach (var channel in await channels.EndForbiddenAsync(client.Caller))
                    connection.Send(new Reply
                    {
                        Push = new Push
                        {
                            Channel = channel.Value,
                            Unsubscribe = new Unsubscribe { Code = UnsubscribeCode.Server, Reason = "permission denied" }
                        }
                    });
                return new Reply { Refresh = result };
            default:
                return await queries.AnswerAsync(command, client, cancellationToken);
        }
    }

    private Error ErrorOf(Exception exception) => errors.ToError(exception, _client?.Caller ?? clientRequest.Caller, clientRequest.Path);

    private void Record(RefusalException refusal) => errors.Record(refusal, _client?.Caller ?? clientRequest.Caller, clientRequest.Path);
}

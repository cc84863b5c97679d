using System.Text.Json;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Messages;

namespace Streaming.Server.Centrifugal;

/// <summary>Carries out one connection's commands, strictly one after another: clients send <c>connect</c> and what needs it in one frame.</summary>
internal sealed partial class CommandLoop(CentrifugalConnection connection, Channels channels, ChannelAnswers answers, ClientConnect connect, ConnectionClock clock, ILogger logger)
{
    private ClientIdentity? _client;
    private bool _refused;

    /// <summary>Takes one message from the client.</summary>
    /// <returns>False if the connection is to be closed.</returns>
    public async ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var command in connection.Wire.Read(message))
                await CarryOutAsync(command, cancellationToken);
            return true;
        }
        catch (ProtocolViolationException e)
        {
            LogViolation(logger, e.Message);
            connection.Close(CloseReason.BadRequest);
            return false;
        }
    }

    private async ValueTask CarryOutAsync(Command command, CancellationToken cancellationToken)
    {
        if (_client is null)
            Connect(command);
        else if (command.Connect is not null)
            throw new ProtocolViolationException("a second connect");
        else if (command.Id > 0)
            await AnswerAsync(command, _client, cancellationToken);
        else if (IsPong(command))
            connection.Ponged();
        else if (command.Send is null)
            throw new ProtocolViolationException("a command without an id");
    }

    private static bool IsPong(Command command) => command.Equals(new Command());

    private void Connect(Command command)
    {
        if (_refused || command is not { Id: > 0, Connect: { } request })
            throw new ProtocolViolationException("a command before connect");
        try
        {
            var (client, result) = connect.Accept(request, connection.PingsByFrame);
            _client = client;
            connection.Send(new Reply { Id = command.Id, Connect = result });
            connection.Connected(clock.Now);
        }
        catch (RefusalException e)
        {
            _refused = true;
            connection.Send(new Reply { Id = command.Id, Error = ErrorCode.Of(e) });
        }
    }

    private async ValueTask AnswerAsync(Command command, ClientIdentity client, CancellationToken cancellationToken)
    {
        Reply reply;
        try
        {
            if (command.Subscribe is { } subscribe)
            {
                await channels.SubscribeAsync(subscribe, client, result => connection.Send(new Reply { Id = command.Id, Subscribe = result }), cancellationToken);
                return;
            }

            reply = await OtherAsync(command, client, cancellationToken);
        }
        catch (CommandRefusedException e)
        {
            reply = new Reply { Error = e.ToError() };
        }
        catch (RefusalException e)
        {
            reply = new Reply { Error = ErrorCode.Of(e) };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The client tries again; that something is wrong here is for the log to tell.
            LogFailed(logger, e);
            reply = new Reply { Error = new Error { Code = ErrorCode.Internal, Message = "internal server error", Temporary = true } };
        }

        reply.Id = command.Id;
        connection.Send(reply);
    }

    private async ValueTask<Reply> OtherAsync(Command command, ClientIdentity client, CancellationToken cancellationToken)
    {
        if (command.Unsubscribe is not { } unsubscribe)
            return await answers.AnswerAsync(command, client, cancellationToken);
        await channels.UnsubscribeAsync(unsubscribe.Channel);
        return new Reply { Unsubscribe = new EmptyResult() };
    }

    [LoggerMessage(1, LogLevel.Debug, "A client was closed for {What}.")]
    private static partial void LogViolation(ILogger logger, string what);

    [LoggerMessage(2, LogLevel.Error, "A client's command failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}

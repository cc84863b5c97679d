using Streaming.Server.Access.Authorization;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Fanout.WebSockets;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Carries out one connection's commands, strictly one after another: clients send <c>connect</c> and what needs it in one frame.</summary>
internal sealed partial class CommandDispatcher(CentrifugalConnection connection, ClientRequest upgrade, ChannelSubscriptions channels, ChannelQueries answers, ClientAccess access, RefusalRecorder refusals, TimeProvider time, ILogger logger)
    : IWebSocketMessageHandler
{
    private ClientIdentity? _client;
    private bool _refused;

    public async ValueTask<bool> HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var command in connection.Wire.Read(message))
                await CarryOutAsync(command, cancellationToken);
            return true;
        }
        catch (ConnectionClosedException e)
        {
            LogClosed(logger, e.Reason.Code, e.Message);
            connection.Close(e.Reason);
            return false;
        }
    }

    public void RefusedTooLarge(int limit) => Note(RefusalException.TooLarge("Centrifugal:MaxFrameBytes", $"A frame has at most {limit} bytes."));

    public void RefusedIdle(RefusalException refusal) => Note(refusal);

    /// <summary>Gives back what the client has.</summary>
    public void End() => _client?.Dispose();

    private static bool IsPong(Command command) => command.Equals(new Command());

    private async ValueTask CarryOutAsync(Command command, CancellationToken cancellationToken)
    {
        if (_client is null)
            await ConnectAsync(command);
        else if (command.Connect is not null)
            throw Violation("a second connect");
        else if (command.Id > 0)
            await AnswerAsync(command, _client, cancellationToken);
        else if (IsPong(command))
            connection.Ponged();
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
            var (client, result) = await access.ConnectAsync(request, upgrade, channels.MayGoOn);
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
            // Its connection stays for a while, for it to bring a newer token; until then it may do nothing.
            if (command.Refresh is null && client.Caller.ExpiresAt <= time.GetUtcNow())
                throw new CommandRefusedException(ErrorCode.TokenExpired, "The token has ended; refresh it.");
            if (command.Subscribe is { } subscribe)
            {
                await channels.SubscribeAsync(subscribe, client, (result, turn) => connection.Send(new Reply { Id = command.Id, Subscribe = result }, turn), cancellationToken);
                return;
            }

            reply = await OtherAsync(command, client, cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or ConnectionClosedException))
        {
            reply = new Reply { Error = ErrorOf(e) };
        }

        reply.Id = command.Id;
        connection.Send(reply);
    }

    private async ValueTask<Reply> OtherAsync(Command command, ClientIdentity client, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case { Unsubscribe: { } unsubscribe }:
                await channels.UnsubscribeAsync(unsubscribe.Channel);
                return new Reply { Unsubscribe = new EmptyResult() };
            case { Refresh: { } refresh }:
                var result = await access.RefreshAsync(refresh, client, upgrade.Path, channels.MayGoOn);
                foreach (var channel in await channels.EndForbiddenAsync(client.Caller))
                    connection.Send(new Reply { Push = new Push { Channel = channel.Value, Unsubscribe = new Unsubscribe { Code = UnsubscribeCode.Server, Reason = "permission denied" } } });
                return new Reply { Refresh = result };
            default:
                return await answers.AnswerAsync(command, client, cancellationToken);
        }
    }

    private Error ErrorOf(Exception exception)
    {
        switch (exception)
        {
            case CommandRefusedException refused:
                return refused.ToError();
            case RefusalException refusal:
                Note(refusal);
                return ErrorCode.Of(refusal);
            default:
                // The client tries again; that something is wrong here is for the log to tell.
                LogFailed(logger, exception);
                return new Error { Code = ErrorCode.Internal, Message = "internal server error", Temporary = true };
        }
    }

    private void Note(RefusalException refusal) => refusals.Record(_client?.Caller ?? upgrade.Caller, upgrade.Path, refusal);

    [LoggerMessage(1, LogLevel.Debug, "A client was closed with {Code} for {What}.")]
    private static partial void LogClosed(ILogger logger, int code, string what);

    [LoggerMessage(2, LogLevel.Error, "A client's command failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}

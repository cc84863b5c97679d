using Streaming.Server.Access.Authorization;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Converts exceptions that commands throw to errors of the Centrifugal protocol, and records refused commands.</summary>
internal sealed partial class CommandErrors(RefusalRecorder refusals, ILogger<CommandErrors> logger)
{
    /// <summary>Returns the error that the client receives for an exception.</summary>
    public Error ToError(Exception exception, Caller caller, string path)
    {
        switch (exception)
        {
            case CommandRefusedException refused:
                return refused.ToError();
            case RefusalException refusal:
                Record(refusal, caller, path);
                return ErrorCode.Of(refusal);
            default:
                // After an unexpected exception, the client receives a temporary error, so that it sends the command again. The cause is
                // written only to the server's log.
                LogFailed(exception);
                return new Error { Code = ErrorCode.Internal, Message = "internal server error", Temporary = true };
        }
    }

    /// <summary>Records that a command of a client was refused.</summary>
    public void Record(RefusalException refusal, Caller caller, string path) => refusals.Record(caller, path, refusal);

    /// <summary>Logs that the server closes a client's connection because of an exception, with the reason.</summary>
    public void LogClosed(ConnectionClosedException exception) => LogClosed(exception.Reason.Code, exception.Message);

    [LoggerMessage(1, LogLevel.Debug, "Closed a client's connection with code {Code}: {Reason}.")]
    private partial void LogClosed(int code, string reason);

    [LoggerMessage(2, LogLevel.Error, "Failed to carry out a client's command.")]
    private partial void LogFailed(Exception exception);
}

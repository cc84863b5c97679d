using Streaming.Server.Access.Authorization;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Converts exceptions of commands to the protocol's errors, and records refusals.</summary>
internal sealed partial class CommandErrors(RefusalRecorder refusals, ILogger<CommandErrors> logger)
{
    /// <summary>Returns the error that a client receives for an exception.</summary>
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
                // The client tries again; only the log contains the cause.
                LogFailed(exception);
                return new Error { Code = ErrorCode.Internal, Message = "internal server error", Temporary = true };
        }
    }

    /// <summary>Records a refusal.</summary>
    public void Record(RefusalException refusal, Caller caller, string path) => refusals.Record(caller, path, refusal);

    /// <summary>Logs that the server closes a connection.</summary>
    public void LogClosed(ConnectionClosedException exception) => LogClosed(exception.Reason.Code, exception.Message);

    [LoggerMessage(1, LogLevel.Debug, "Closed a client's connection with code {Code}: {Reason}.")]
    private partial void LogClosed(int code, string reason);

    [LoggerMessage(2, LogLevel.Error, "Failed to carry out a client's command.")]
    private partial void LogFailed(Exception exception);
}

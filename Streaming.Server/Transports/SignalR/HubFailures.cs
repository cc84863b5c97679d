using Microsoft.AspNetCore.SignalR;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Logs the failures of hub methods and streams. The server's own program does not log what SignalR logs of them: that is an error with a
/// stack trace for each refused call, each call of a client that disconnects, and each upload that a client ends with an error.
/// </summary>
internal sealed partial class HubFailures(ILogger<HubFailures> logger)
{
    /// <summary>
    /// Logs an exception unless a client can cause it. Returns false, so that a filter of exceptions can call this method.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="method">The name of the hub method.</param>
    /// <param name="aborted">A token that is cancelled when the client disconnects or cancels its stream.</param>
    public bool Report(Exception exception, string method, CancellationToken aborted)
    {
        if (exception is not HubException && !(exception is OperationCanceledException && aborted.IsCancellationRequested))
            LogFailed(exception, method);
        return false;
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to run the hub method {Method}.")]
    private partial void LogFailed(Exception exception, string method);
}

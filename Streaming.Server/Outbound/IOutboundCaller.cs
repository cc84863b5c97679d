namespace Streaming.Server.Outbound;

/// <summary>
/// Calls other servers. The concurrent calls are limited in total and for each host, each call has a time limit, and addresses inside the
/// network are not
/// called (see <see cref="OutboundOptions"/>). A call that waits for a permit holds no connection.
/// </summary>
public interface IOutboundCaller
{
    /// <summary>Sends a request and reads the response up to a limit. Every status is a response, also 500; nothing is retried.</summary>
    /// <exception cref="OutboundException">The call received no response; the exception has the reason.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    Task<OutboundResponse> SendAsync(OutboundRequest request, CancellationToken cancellation);
}

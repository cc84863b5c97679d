namespace Streaming.Server.Outbound;

/// <summary>
/// Calls other servers over HTTP. The number of concurrent calls is limited, in total and for each host, and each call has a time limit. IP
/// addresses in the operator's own network are not called unless the configuration allows them (see <see cref="OutboundOptions"/>). A call
/// that waits for other calls to end holds no connection.
/// </summary>
public interface IOutboundCaller
{
    /// <summary>
    /// Sends a request to another server, and reads the response up to a size limit. A response with any status is returned, even with
    /// status 500. A failed call is not repeated.
    /// </summary>
    /// <exception cref="OutboundException">The call received no response. The exception contains the reason.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled the call.</exception>
    Task<OutboundResponse> SendAsync(OutboundRequest request, CancellationToken cancellation);
}

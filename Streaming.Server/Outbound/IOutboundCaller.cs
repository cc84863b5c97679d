namespace Streaming.Server.Outbound;

/// <summary>
/// Calls other servers over HTTP. The number of concurrent calls is limited, in total and for each host, and each call has a time limit. IP
/// addresses in the operator's own network are not called unless the configuration allows them (see <see cref="OutboundOptions"/>). While a
/// call waits for other calls to end, it holds no connection.
/// </summary>
public interface IOutboundCaller
{
    /// <summary>
    /// Sends a request to another server, and reads the response up to a size limit. A response is returned whatever its status is, also
    /// with status 500. A failed call is not retried.
    /// </summary>
    /// <exception cref="OutboundException">The call received no response. The exception contains the reason.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled the call.</exception>
    Task<OutboundResponse> SendAsync(OutboundRequest request, CancellationToken cancellation);
}

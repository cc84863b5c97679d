namespace Streaming.Server.Outbound;

/// <summary>
/// Calls other servers over HTTP. The number of concurrent calls is limited in total and for each host, each call has a time limit, and
/// addresses inside the network are not called (see <see cref="OutboundOptions"/>). A call that waits for a free permit holds no
/// connection.
/// </summary>
public interface IOutboundCaller
{
    /// <summary>
    /// Sends a request to another server and reads the response up to a size limit. A response with any status is returned, also with 500.
    /// Nothing is retried.
    /// </summary>
    /// <exception cref="OutboundException">The call received no response; the exception contains the reason.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled the call.</exception>
    Task<OutboundResponse> SendAsync(OutboundRequest request, CancellationToken cancellation);
}

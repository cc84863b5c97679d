namespace Streaming.Server.Outbound;

/// <summary>
/// The one way to call other people's servers. At most so many calls run at once, over all and to each host, each with a time limit, and none reaches
/// an address inside (see <see cref="OutboundOptions"/>). A call that waits for its turn holds nothing.
/// </summary>
public interface IOutboundCaller
{
    /// <summary>Calls, and reads the answer up to a limit. Every status is an answer, also 500; nothing is tried again.</summary>
    /// <exception cref="OutboundException">There is no answer; says why.</exception>
    /// <exception cref="OperationCanceledException">The caller has given up.</exception>
    Task<OutboundResponse> SendAsync(OutboundRequest request, CancellationToken cancellation);
}

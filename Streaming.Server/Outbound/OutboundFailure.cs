namespace Streaming.Server.Outbound;

/// <summary>The reason for which a call to another server received no response.</summary>
public enum OutboundFailure
{
    /// <summary>The server must not call the URL, for example because its scheme is not http or https.</summary>
    InvalidUrl,

    /// <summary>
    /// The server must not call any IP address of the host, because all of them belong to the operator's own network or to a reserved
    /// range.
    /// </summary>
    RefusedAddress,

    /// <summary>The host name has no IP address, or its name server does not respond.</summary>
    UnknownHost,

    /// <summary>The connection to the host failed, or the host sent a response that is not HTTP.</summary>
    Connection,

    /// <summary>The call to the other server exceeded its time limit.</summary>
    Timeout,

    /// <summary>The circuit breaker of the host is open, because the most recent calls to the host failed.</summary>
    CircuitOpen,

    /// <summary>
    /// The limit of concurrent calls is reached. Either too many calls were waiting already, or the call waited too long.
    /// </summary>
    TooManyCalls,

    /// <summary>The other server sent a redirect that the call does not follow.</summary>
    Redirect,
}

namespace Streaming.Server.Outbound;

/// <summary>The reason for which a call to another server received no response.</summary>
public enum OutboundFailure
{
    /// <summary>The URL must not be called, for example because its scheme is not http or https.</summary>
    InvalidUrl,

    /// <summary>The host has no address that the server may call: the addresses are inside the network, or special.</summary>
    RefusedAddress,

    /// <summary>The name of the host has no address.</summary>
    UnknownHost,

    /// <summary>The connection to the host failed, or the response is not HTTP.</summary>
    Connection,

    /// <summary>The call exceeded its time limit.</summary>
    Timeout,

    /// <summary>The circuit breaker of the host is open, since the last calls to the host failed.</summary>
    CircuitOpen,

    /// <summary>Too many calls already wait for a permit, or the call waited too long for a permit.</summary>
    TooManyCalls,

    /// <summary>The other server redirects to a URL that the call does not follow.</summary>
    Redirect,
}

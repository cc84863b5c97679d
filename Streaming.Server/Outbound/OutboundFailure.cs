namespace Streaming.Server.Outbound;

/// <summary>The reason for which a call to another server received no response.</summary>
public enum OutboundFailure
{
    /// <summary>The URL may not be called.</summary>
    InvalidUrl,

    /// <summary>The host has an address that may not be called: inside the network, or a special one.</summary>
    RefusedAddress,

    /// <summary>The name of the host has no address.</summary>
    UnknownHost,

    /// <summary>The connection failed, or the response is not HTTP.</summary>
    Connection,

    /// <summary>The call exceeded its time limit.</summary>
    Timeout,

    /// <summary>The circuit breaker of the host is open because its last calls failed.</summary>
    CircuitOpen,

    /// <summary>Too many calls wait already, or the call waited too long for a permit.</summary>
    TooManyCalls,

    /// <summary>The server redirects to a URL that the call does not follow.</summary>
    Redirect,
}

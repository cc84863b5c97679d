namespace Streaming.Server.Outbound;

/// <summary>Why a call to another server has no answer.</summary>
public enum OutboundFailure
{
    /// <summary>The URL is none that is called.</summary>
    InvalidUrl,

    /// <summary>The host is at an address that is not called: inside, or of no host.</summary>
    RefusedAddress,

    /// <summary>The host's name has no address.</summary>
    UnknownHost,

    /// <summary>There was no connection, or it broke, or what came is no HTTP.</summary>
    Connection,

    /// <summary>It took longer than it may.</summary>
    Timeout,

    /// <summary>So many calls to this host have failed that it is left alone for a while.</summary>
    CircuitOpen,

    /// <summary>Too many calls wait already, or it waited too long for its turn.</summary>
    TooManyCalls,

    /// <summary>The server redirects to where the call does not follow.</summary>
    Redirect,
}

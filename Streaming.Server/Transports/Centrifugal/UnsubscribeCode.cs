using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Lists the codes that tell a Centrifugal client why the server ended its subscription to a channel.</summary>
internal static class UnsubscribeCode
{
    /// <summary>The code for a client that is no longer allowed to read the channel. The client does not subscribe again.</summary>
    public const uint Server = 2000;

    /// <summary>
    /// The code for a channel that has no further messages, since it was closed or deleted. The client does not subscribe again.
    /// </summary>
    public const uint Closed = 2001;

    /// <summary>
    /// The code for a client that has not received some messages before the log deleted them. The client subscribes again, and the reply
    /// states that these messages cannot be recovered.
    /// </summary>
    public const uint InsufficientState = 2500;
}

using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Lists the codes that the server sends to a Centrifugal client when the server ends a subscription. The code is the reason for the end.
/// </summary>
internal static class UnsubscribeCode
{
    /// <summary>The code for a client that is no longer allowed to read the channel. The client does not subscribe again.</summary>
    public const uint Server = 2000;

    /// <summary>
    /// The code for a channel that was closed or deleted, so that it has no further messages. The client does not subscribe again.
    /// </summary>
    public const uint Closed = 2001;

    /// <summary>
    /// The code for a client that has missed messages which the log has deleted. The client subscribes again, and the reply states that
    /// these messages cannot be recovered.
    /// </summary>
    public const uint InsufficientState = 2500;
}

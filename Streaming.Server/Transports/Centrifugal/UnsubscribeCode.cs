using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Lists the codes that tell a Centrifugal client why the server ended its subscription to a channel.</summary>
internal static class UnsubscribeCode
{
    /// <summary>The client is no longer allowed to read the channel, and does not subscribe again.</summary>
    public const uint Server = 2000;

    /// <summary>
    /// The log has deleted messages that the client has not received. The client subscribes again, and the reply states that the messages
    /// cannot be recovered.
    /// </summary>
    public const uint InsufficientState = 2500;
}

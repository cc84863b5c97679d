using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>The reasons for which the server ends a client's subscription.</summary>
internal static class UnsubscribeCode
{
    /// <summary>Permanent: the client is no longer allowed to read the channel.</summary>
    public const uint Server = 2000;

    /// <summary>Messages after the client's position are gone: the client subscribes again, and learns that it cannot recover.</summary>
    public const uint InsufficientState = 2500;
}

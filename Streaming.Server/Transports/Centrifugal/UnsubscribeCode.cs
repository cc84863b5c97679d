using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Why a client's subscription is ended by the server.</summary>
internal static class UnsubscribeCode
{
    /// <summary>For good: the client may not read the channel any more.</summary>
    public const uint Server = 2000;

    /// <summary>Messages after the client's position are gone: it subscribes again, and is told that it cannot recover.</summary>
    public const uint InsufficientState = 2500;
}

using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// The reason why a connection is closed. Clients reconnect by themselves after codes below 3500, and not after other codes.
/// </summary>
/// <param name="Code">The WebSocket's close code.</param>
/// <param name="Reason">A short text.</param>
internal sealed record CloseReason(int Code, string Reason)
{
    private const int FirstFinal = 3500;

    public static readonly CloseReason Shutdown = new(3001, "shutdown");
    public static readonly CloseReason Expired = new(3005, "connection expired");
    public static readonly CloseReason Slow = new(3008, "slow");
    public static readonly CloseReason NoPong = new(3012, "no pong");
    public static readonly CloseReason InvalidToken = new(3500, "invalid token");
    public static readonly CloseReason BadRequest = new(3501, "bad request");
    public static readonly CloseReason Stale = new(3502, "stale");

    /// <summary>Whether the client reconnects by itself.</summary>
    public bool Reconnects => Code < FirstFinal;
}

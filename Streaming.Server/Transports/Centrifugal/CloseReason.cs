using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Describes why the server closes a Centrifugal connection. Clients reconnect automatically if the code is below 3500, and do not
/// reconnect otherwise.
/// </summary>
/// <param name="Code">The close code of the WebSocket.</param>
/// <param name="Reason">A short text that names the reason of the close.</param>
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
    public static readonly CloseReason Cut = new(3503, "force disconnect");

    /// <summary>Whether the client reconnects automatically after a close with this reason.</summary>
    public bool Reconnects => Code < FirstFinal;
}

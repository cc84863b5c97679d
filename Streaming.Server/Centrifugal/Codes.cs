using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Messages;

namespace Streaming.Server.Centrifugal;

/// <summary>The protocol's codes for a command that is refused.</summary>
internal static class ErrorCode
{
    public const uint Internal = 100;
    public const uint Unauthorized = 101;
    public const uint PermissionDenied = 103;
    public const uint MethodNotFound = 104;
    public const uint AlreadySubscribed = 105;
    public const uint LimitExceeded = 106;
    public const uint BadRequest = 107;
    public const uint NotAvailable = 108;
    public const uint TokenExpired = 109;
    public const uint TooManyRequests = 111;
    public const uint UnrecoverablePosition = 112;

    /// <summary>A refusal as this protocol says it. Who hears of a temporary one tries again by itself.</summary>
    public static Error Of(RefusalException refusal)
    {
        var code = refusal.Reason switch
        {
            RefusalReason.Unauthorized => Unauthorized,
            RefusalReason.Forbidden => PermissionDenied,
            RefusalReason.NotFound => NotAvailable,
            RefusalReason.LimitReached => TooManyRequests,
            RefusalReason.Unavailable => Internal,
            _ => BadRequest,
        };
        return new Error { Code = code, Message = refusal.Message, Temporary = code is Internal or TooManyRequests };
    }
}

/// <summary>Why a connection is closed. Clients come back by themselves after codes below 3500, and not after the others.</summary>
/// <param name="Code">The WebSocket's close code.</param>
/// <param name="Reason">A few words.</param>
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

    /// <summary>Whether the client connects again by itself.</summary>
    public bool Reconnects => Code < FirstFinal;
}

/// <summary>Why a client's subscription is ended by the server.</summary>
internal static class UnsubscribeCode
{
    /// <summary>For good: the client may not read the channel any more.</summary>
    public const uint Server = 2000;

    /// <summary>Messages after the client's position are gone: it subscribes again, and is told that it cannot recover.</summary>
    public const uint InsufficientState = 2500;
}

/// <summary>A command is refused with a code of the protocol; the connection goes on.</summary>
internal sealed class CommandRefusedException(uint code, string sentence) : Exception(sentence)
{
    public Error ToError() => new() { Code = code, Message = Message };
}

/// <summary>The connection is to be closed, for something that its client did.</summary>
internal sealed class ConnectionClosedException(CloseReason reason, string what, Exception? inner = null) : Exception(what, inner)
{
    public CloseReason Reason { get; } = reason;
}

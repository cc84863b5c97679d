using Streaming.Server.Access.Authorization;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Lists the error codes of the Centrifugal protocol for refused commands.</summary>
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

    /// <summary>
    /// Converts a refusal to an error of the Centrifugal protocol. Clients retry the command automatically if the error is temporary.
    /// </summary>
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
        // A browser's client cannot set the header that the refusal advises. The token is an option of the client.
        var message = code == Unauthorized
            ? refusal.Message.Replace(
                AccessControl.SendToken, "give the client a token (option token or getToken)", StringComparison.Ordinal)
            : refusal.Message;
        return new Error { Code = code, Message = message, Temporary = code is Internal or TooManyRequests };
    }
}

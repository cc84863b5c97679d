namespace Streaming.Server.Core.Messages;

/// <summary>
/// The reason for which a request is refused. Each transport converts the reason to an HTTP status, a close code or an error code.
/// </summary>
public enum RefusalReason
{
    /// <summary>The input of the request is not valid (HTTP 400).</summary>
    Invalid,

    /// <summary>The request needs a token and has none (HTTP 401).</summary>
    Unauthorized,

    /// <summary>The token of the request is not valid or has expired (HTTP 401).</summary>
    InvalidToken,

    /// <summary>The caller has no permission for the request (HTTP 403).</summary>
    Forbidden,

    /// <summary>The requested resource does not exist (HTTP 404).</summary>
    NotFound,

    /// <summary>The server cannot produce any of the response types that the client accepts (HTTP 406).</summary>
    NotAcceptable,

    /// <summary>The request conflicts with the current state of the resource (HTTP 409).</summary>
    Conflict,

    /// <summary>The body of the request was not received in time (HTTP 408).</summary>
    TimedOut,

    /// <summary>The input of the request is larger than allowed (HTTP 413).</summary>
    TooLarge,

    /// <summary>The content type of the request is not supported (HTTP 415).</summary>
    UnsupportedMediaType,

    /// <summary>The idempotency key of the request was already used for another payload (HTTP 422).</summary>
    Unprocessable,

    /// <summary>The endpoint requires another version of the protocol (HTTP 426).</summary>
    UpgradeRequired,

    /// <summary>A limit is reached, such as the number of requests per minute or the number of open connections (HTTP 429).</summary>
    LimitReached,

    /// <summary>The server is stopping, or its store has failed (HTTP 503).</summary>
    Unavailable,
}

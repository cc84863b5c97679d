namespace Streaming.Server.Core.Messages;

/// <summary>The reason of a refusal. Each transport maps it to an HTTP status, a close code or an error code.</summary>
public enum RefusalReason
{
    /// <summary>The input is not valid (HTTP 400).</summary>
    Invalid,

    /// <summary>The request needs a token (HTTP 401).</summary>
    Unauthorized,

    /// <summary>The token is not valid or has expired (HTTP 401).</summary>
    InvalidToken,

    /// <summary>The caller has no permission (HTTP 403).</summary>
    Forbidden,

    /// <summary>The resource does not exist (HTTP 404).</summary>
    NotFound,

    /// <summary>The server cannot produce any of the accepted response types (HTTP 406).</summary>
    NotAcceptable,

    /// <summary>The request conflicts with the current state (HTTP 409).</summary>
    Conflict,

    /// <summary>The request body was not received in time (HTTP 408).</summary>
    TimedOut,

    /// <summary>The input is larger than allowed (HTTP 413).</summary>
    TooLarge,

    /// <summary>The content type is not supported (HTTP 415).</summary>
    UnsupportedMediaType,

    /// <summary>An idempotency key was used for another payload (HTTP 422).</summary>
    Unprocessable,

    /// <summary>The endpoint requires another version of the protocol (HTTP 426).</summary>
    UpgradeRequired,

    /// <summary>A limit is reached (HTTP 429).</summary>
    LimitReached,

    /// <summary>The server is stopping, or its store has failed (HTTP 503).</summary>
    Unavailable,
}

namespace Streaming.Server.Core.Messages;

/// <summary>Why something was refused. Each transport has its own way to say it: an HTTP status, a close code, an error code.</summary>
public enum RefusalReason
{
    /// <summary>The input is wrong (HTTP 400).</summary>
    Invalid,

    /// <summary>A token is needed (HTTP 401).</summary>
    Unauthorized,

    /// <summary>The token that was sent is not valid, or not any more (HTTP 401).</summary>
    InvalidToken,

    /// <summary>It is known who asks, and they may not (HTTP 403).</summary>
    Forbidden,

    /// <summary>There is no such thing (HTTP 404).</summary>
    NotFound,

    /// <summary>None of the accepted answers can be given (HTTP 406).</summary>
    NotAcceptable,

    /// <summary>It does not fit how things stand (HTTP 409).</summary>
    Conflict,

    /// <summary>The input stopped coming (HTTP 408).</summary>
    TimedOut,

    /// <summary>The input is larger than allowed (HTTP 413).</summary>
    TooLarge,

    /// <summary>The kind of content is not known (HTTP 415).</summary>
    UnsupportedMediaType,

    /// <summary>An idempotency key was used for another payload (HTTP 422).</summary>
    Unprocessable,

    /// <summary>Another version of the protocol is needed (HTTP 426).</summary>
    UpgradeRequired,

    /// <summary>A limit is reached (HTTP 429).</summary>
    LimitReached,

    /// <summary>Not now: the server stops, or its store does not answer (HTTP 503).</summary>
    Unavailable,
}

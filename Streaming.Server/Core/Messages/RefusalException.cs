namespace Streaming.Server.Core.Messages;

/// <summary>
/// Thrown when a request is refused. The message of the exception is sent to the client: it states what is wrong and what to change, and
/// contains nothing confidential.
/// </summary>
public sealed class RefusalException : Exception, IPermanentFailure
{
    /// <summary>
    /// Creates the exception for a refused request. The extensions are additional values for programs: they become properties of the JSON
    /// error
    /// response (problem details).
    /// </summary>
    public RefusalException(
        RefusalReason reason, string sentence, Exception? inner = null, IReadOnlyDictionary<string, object?>? extensions = null)
        : base(sentence, inner)
    {
        Reason = reason;
        Extensions = extensions;
    }

    /// <summary>The reason for which the request is refused, which selects the HTTP status code or the close code.</summary>
    public RefusalReason Reason { get; }

    /// <summary>Additional values for programs, which become properties of the JSON error response; null if there are none.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; }

    /// <summary>The configuration key of the limit that the request has reached; null if no limit was reached.</summary>
    public string? Limit { get; init; }

    /// <summary>
    /// True if the store failed during the commit, so that it is unknown whether the request was carried out. If false, the request has
    /// changed nothing.
    /// </summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>The delay after which a retry of the request can succeed; null if the delay is unknown.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True if a retry cannot succeed although the reason is <see cref="RefusalReason.Conflict"/>.</summary>
    internal bool IsFinal { get; init; }

    /// <inheritdoc/>
    bool IPermanentFailure.IsPermanent =>
        IsFinal || Reason is not (RefusalReason.Unavailable or RefusalReason.LimitReached or RefusalReason.Conflict);

    /// <summary>
    /// Creates the exception for a request that exceeds a limit: a rate (such as publishes per second) or a number (such as open streams).
    /// </summary>
    /// <param name="key">The configuration key of the limit.</param>
    /// <param name="sentence">The message for the caller: what is wrong and what to change.</param>
    /// <param name="retryAfter">The delay after which a retry can succeed; null if the delay is unknown.</param>
    public static RefusalException LimitReached(string key, string sentence, TimeSpan? retryAfter = null) =>
        new(RefusalReason.LimitReached, sentence) { Limit = key, RetryAfter = retryAfter };

    /// <summary>
    /// Creates the exception for input that is longer or larger than allowed. A retry with the same input cannot succeed.
    /// </summary>
    /// <param name="key">The configuration key of the limit.</param>
    /// <param name="sentence">The message for the caller: what is wrong and what to change.</param>
    /// <param name="reason">The reason for the refusal, which selects the HTTP status code.</param>
    public static RefusalException TooLarge(string key, string sentence, RefusalReason reason = RefusalReason.TooLarge) =>
        new(reason, sentence) { Limit = key };

    /// <summary>Creates the exception for a write to the store that may or may not have been carried out.</summary>
    /// <param name="cause">A sentence that states what went wrong.</param>
    /// <param name="inner">The exception of the store; null if the store threw none.</param>
    internal static RefusalException OutcomeUnknown(string cause, Exception? inner) => new(
        RefusalReason.Unavailable,
        $"{cause} The data may or may not be stored. If you sent an Idempotency-Key, send the request again with the same key; " +
            "otherwise check whether the data is stored before you send it again, and use a key.",
        inner)
    {
        IsOutcomeUnknown = true,
    };

    /// <summary>Creates the exception for input that is not valid (HTTP 400).</summary>
    public static RefusalException Invalid(string sentence) => new(RefusalReason.Invalid, sentence);
}

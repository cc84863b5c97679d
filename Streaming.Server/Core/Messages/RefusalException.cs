namespace Streaming.Server.Core.Messages;

/// <summary>
/// Thrown when a request is refused. The message tells the caller what is wrong and what to change, and contains nothing confidential.
/// </summary>
public sealed class RefusalException : Exception, IPermanentFailure
{
    /// <summary>
    /// Creates a refusal of a request. The facts are additional values for programs, and become members of the JSON error response (problem
    /// details).
    /// </summary>
    public RefusalException(
        RefusalReason reason, string sentence, Exception? inner = null, IReadOnlyDictionary<string, object?>? facts = null)
        : base(sentence, inner)
    {
        Reason = reason;
        Facts = facts;
    }

    /// <summary>The reason for which the request is refused.</summary>
    public RefusalReason Reason { get; }

    /// <summary>Additional values about the refusal for programs; null if there are none.</summary>
    public IReadOnlyDictionary<string, object?>? Facts { get; }

    /// <summary>The configuration key of the limit that the request has reached; null if no limit was reached.</summary>
    public string? Limit { get; init; }

    /// <summary>
    /// Whether it is unknown if the request was carried out, since the store failed during the commit. If false, nothing was changed.
    /// </summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>The delay after which a retry of the request can succeed; null if it is unknown.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <inheritdoc/>
    bool IPermanentFailure.IsPermanent => Reason is not (RefusalReason.Unavailable or RefusalReason.LimitReached or RefusalReason.Conflict);

    /// <summary>Creates a refusal of a request that exceeds the limit of a rate or of a number.</summary>
    /// <param name="key">The configuration key of the limit.</param>
    /// <param name="sentence">The message for the caller: what is wrong and what to change.</param>
    /// <param name="retryAfter">The delay after which a retry can succeed; null if it is unknown.</param>
    public static RefusalException LimitReached(string key, string sentence, TimeSpan? retryAfter = null) =>
        new(RefusalReason.LimitReached, sentence) { Limit = key, RetryAfter = retryAfter };

    /// <summary>Creates a refusal of input that is longer or larger than a limit, so that a retry cannot succeed.</summary>
    /// <param name="key">The configuration key of the limit.</param>
    /// <param name="sentence">The message for the caller: what is wrong and what to change.</param>
    /// <param name="reason">The reason of the refusal, which selects the HTTP status code.</param>
    public static RefusalException TooLarge(string key, string sentence, RefusalReason reason = RefusalReason.TooLarge) =>
        new(reason, sentence) { Limit = key };

    /// <summary>Creates the refusal of a write of which it is not known whether the store carried it out.</summary>
    /// <param name="cause">The sentence that states the problem.</param>
    /// <param name="inner">The exception of the store, or null.</param>
    internal static RefusalException OutcomeUnknown(string cause, Exception? inner) => new(
        RefusalReason.Unavailable,
        $"{cause} It may or may not be stored. If you sent an Idempotency-Key, send it again with the same key; otherwise check " +
            "whether it is stored before you send it again, and use a key.",
        inner)
    {
        IsOutcomeUnknown = true,
    };

    /// <summary>Creates a refusal of input that is not valid.</summary>
    public static RefusalException Invalid(string sentence) => new(RefusalReason.Invalid, sentence);
}

namespace Streaming.Server.Core.Messages;

/// <summary>Refuses a request. The message tells the caller what is wrong and what to change; it contains nothing confidential.</summary>
public sealed class RefusalException : Exception, IPermanentFailure
{
    /// <summary>Creates a refusal with its sentence, and facts for programs, which become members of the problem details.</summary>
    public RefusalException(
        RefusalReason reason, string sentence, Exception? inner = null, IReadOnlyDictionary<string, object?>? facts = null)
        : base(sentence, inner)
    {
        Reason = reason;
        Facts = facts;
    }

    /// <summary>The reason.</summary>
    public RefusalReason Reason { get; }

    /// <summary>Additional facts for programs, or null.</summary>
    public IReadOnlyDictionary<string, object?>? Facts { get; }

    /// <summary>The configuration key of the limit that was reached, or null.</summary>
    public string? Limit { get; init; }

    /// <summary>
    /// Whether it is unknown if the request was carried out, because the store failed during the commit. False if nothing was changed.
    /// </summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>When a retry can succeed, if known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <inheritdoc/>
    bool IPermanentFailure.IsPermanent => Reason is not (RefusalReason.Unavailable or RefusalReason.LimitReached or RefusalReason.Conflict);

    /// <summary>Creates a refusal of a request that exceeds a limit of a rate or a count.</summary>
    /// <param name="key">The configuration key of the limit.</param>
    /// <param name="sentence">The sentence for the caller.</param>
    /// <param name="retryAfter">When a retry can succeed.</param>
    public static RefusalException LimitReached(string key, string sentence, TimeSpan? retryAfter = null) =>
        new(RefusalReason.LimitReached, sentence) { Limit = key, RetryAfter = retryAfter };

    /// <summary>Creates a refusal of input that is longer or larger than a limit, so that a retry cannot succeed.</summary>
    /// <param name="key">The configuration key of the limit.</param>
    /// <param name="sentence">The sentence for the caller.</param>
    /// <param name="reason">The reason, which selects the status code.</param>
    public static RefusalException TooLarge(string key, string sentence, RefusalReason reason = RefusalReason.TooLarge) =>
        new(reason, sentence) { Limit = key };

    /// <summary>Creates a refusal of input that is not valid.</summary>
    public static RefusalException Invalid(string sentence) => new(RefusalReason.Invalid, sentence);
}

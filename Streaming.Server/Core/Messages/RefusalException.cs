namespace Streaming.Server.Core.Messages;

/// <summary>A request that is refused, with a sentence for the caller that says what to change. It is safe to show to anyone.</summary>
public sealed class RefusalException : Exception, IPermanentFailure
{
    /// <summary>A refusal with its sentence, and facts that help a program (they become members of the problem details).</summary>
    public RefusalException(RefusalReason reason, string sentence, Exception? inner = null, IReadOnlyDictionary<string, object?>? facts = null)
        : base(sentence, inner)
    {
        Reason = reason;
        Facts = facts;
    }

    /// <summary>Why.</summary>
    public RefusalReason Reason { get; }

    /// <summary>Facts beside the sentence, or null.</summary>
    public IReadOnlyDictionary<string, object?>? Facts { get; }

    /// <summary>The key of the limit that was reached, where one was.</summary>
    public string? Limit { get; init; }

    /// <summary>Whether it is unknown if the request was carried out: the store failed while it saved the result. False: nothing was done.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>When it is worth trying again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <inheritdoc/>
    bool IPermanentFailure.IsPermanent => Reason is not (RefusalReason.Unavailable or RefusalReason.LimitReached or RefusalReason.Conflict);

    /// <summary>A limit is reached.</summary>
    /// <param name="key">Its key in the configuration.</param>
    /// <param name="sentence">What to change.</param>
    /// <param name="retryAfter">When to try again.</param>
    public static RefusalException LimitReached(string key, string sentence, TimeSpan? retryAfter = null) =>
        new(RefusalReason.LimitReached, sentence) { Limit = key, RetryAfter = retryAfter };

    /// <summary>Something is longer or larger than a limit: the same again helps as little later.</summary>
    /// <param name="key">The limit's key in the configuration.</param>
    /// <param name="sentence">What to change.</param>
    /// <param name="reason">How it is told.</param>
    public static RefusalException TooLarge(string key, string sentence, RefusalReason reason = RefusalReason.TooLarge) => new(reason, sentence) { Limit = key };

    /// <summary>Wrong input.</summary>
    public static RefusalException Invalid(string sentence) => new(RefusalReason.Invalid, sentence);
}

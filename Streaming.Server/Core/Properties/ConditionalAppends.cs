using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Core.Properties;

/// <summary>
/// The rules that all stores apply to appends with conditions (such as a required content type), and to appends to topics with properties
/// (such as closed topics).
/// </summary>
internal static class ConditionalAppends
{
    /// <summary>
    /// Checks whether a request may be carried out. Returns null if it may. Otherwise returns the reason for its refusal, or the
    /// information that it was carried out before.
    /// </summary>
    /// <param name="append">The request to append messages.</param>
    /// <param name="exists">Whether the topic exists.</param>
    /// <param name="properties">The properties of the topic; null if it has none.</param>
    /// <param name="producer">The state that the topic keeps of the request's producer (the client that numbers its requests). Not used if
    /// the request has no producer.</param>
    public static AppendVerdict? Check(AppendRequest append, bool exists, TopicProperties? properties, in KnownProducer producer)
    {
        var conditions = append.Conditions;
        AppendOutcome? refused = properties is { IsDeleted: true } ? AppendOutcome.Deleted
            : !exists && conditions is { MustExist: true } ? AppendOutcome.NotFound
            : null;
        if (refused is null && properties is { IsClosed: true })
            return CheckClosed(append, properties, producer);
        refused ??= IsOfOtherType(append, properties) ? AppendOutcome.ContentTypeMismatch : null;
        if (refused is { } outcome)
            return new AppendVerdict(outcome) { Properties = properties };
        if (conditions?.Producer is { } stamp && CheckProducer(stamp, producer) is { } known)
            return known with { Properties = properties };
        return conditions?.StreamSeq is { } seq && properties?.StreamSeq is { } last && string.CompareOrdinal(seq, last) <= 0
            ? new AppendVerdict(AppendOutcome.StreamSeqConflict) { Properties = properties }
            : null;
    }

    /// <summary>
    /// Returns the properties of a topic after a request was carried out; null if the topic had no properties before and the request set
    /// none.
    /// </summary>
    public static TopicProperties? After(AppendRequest append, TopicProperties? properties, DateTime time)
    {
        if (append.Conditions is not { } conditions || (conditions.StreamSeq is null && !conditions.Closes))
            return properties?.TouchedAt(time);
        var after = (properties ?? TopicProperties.Default).TouchedAt(time);
        if (conditions.StreamSeq is not null)
            after = after with { StreamSeq = conditions.StreamSeq };
        return conditions.Closes ? after with { IsClosed = true, ClosedBy = conditions.Producer } : after;
    }

    /// <summary>
    /// Returns whether the changed properties of a topic must be stored. If a use of the topic has only prolonged its time to live by less
    /// than a hundredth, they are not stored, which saves writes.
    /// </summary>
    public static bool MustSave(AppendRequest append, TopicProperties? before, TopicProperties? after) =>
        !ReferenceEquals(before, after) && (append.Conditions is { Closes: true } or { StreamSeq: not null }
            || (after is not null && before?.IsWorthTouching(after.Touched) != false));

    /// <summary>
    /// Returns the result of an accepted request with conditions (such as a required content type); null if the request has no conditions.
    /// </summary>
    public static AppendVerdict? Done(AppendRequest append, TopicProperties? properties) => append.Conditions is { } conditions
        ? new AppendVerdict(AppendOutcome.Appended)
        {
            ProducerEpoch = conditions.Producer?.Epoch ?? 0,
            ProducerSeq = conditions.Producer?.Seq ?? 0,
            Properties = properties,
        }
        : null;

    /// <summary>Creates the result of a request that has appended nothing, because it was refused or was carried out before.</summary>
    public static AppendResult Unchanged(AppendRequest append, string epoch, long newest, AppendVerdict verdict) =>
        new(epoch, default, 0, newest, 0, 0, append.Subscribers) { Verdict = verdict };

    private static bool IsOfOtherType(AppendRequest append, TopicProperties? properties)
    {
        if (append.Conditions?.ContentType is { } type && !MediaType.AreEqual(type, properties?.ContentType ?? MediaType.Json))
            return true;
        if (properties is not { IsJson: true })
            return false;
        foreach (var message in append.Messages)
        {
            if (message.Kind == DataKind.Binary)
                return true;
        }

        return false;
    }

    // A producer (a client that numbers its requests) may repeat a request that was accepted before the topic was closed. The answer is
    // then that the request was accepted, and not that the topic is closed.
    private static AppendVerdict CheckClosed(AppendRequest append, TopicProperties properties, in KnownProducer producer)
    {
        var stamp = append.Conditions?.Producer;
        var outcome = append.Messages.Count == 0 && stamp is null ? AppendOutcome.Duplicate : AppendOutcome.Closed;
        var last = producer.Last ?? properties.ClosedBy;
        if (stamp is { } given && last is { } known && string.Equals(given.Id, known.Id, StringComparison.Ordinal))
        {
            outcome = given.Epoch < known.Epoch ? AppendOutcome.StaleEpoch
                : given.Epoch == known.Epoch && given.Seq <= known.Seq ? AppendOutcome.Duplicate
                : AppendOutcome.Closed;
            return new AppendVerdict(outcome) { ProducerEpoch = known.Epoch, ProducerSeq = known.Seq, Properties = properties };
        }

        return new AppendVerdict(outcome) { Properties = properties };
    }

    private static AppendVerdict? CheckProducer(ProducerStamp stamp, in KnownProducer producer)
    {
        if (producer.Last is not { } last)
        {
            return stamp.Seq != 0 ? new AppendVerdict(AppendOutcome.SequenceGap) { ProducerEpoch = stamp.Epoch }
                : producer.HasRoom ? null : new AppendVerdict(AppendOutcome.TooManyProducers);
        }

        AppendOutcome? outcome = stamp.Epoch < last.Epoch ? AppendOutcome.StaleEpoch
            : stamp.Epoch > last.Epoch ? (stamp.Seq == 0 ? null : AppendOutcome.EpochNotFromZero)
            : stamp.Seq <= last.Seq ? AppendOutcome.Duplicate
            : stamp.Seq > last.Seq + 1 ? AppendOutcome.SequenceGap
            : null;
        return outcome is { } known
            ? new AppendVerdict(known) { ProducerEpoch = last.Epoch, ProducerSeq = last.Seq, ExpectedSeq = last.Seq + 1 } : null;
    }
}

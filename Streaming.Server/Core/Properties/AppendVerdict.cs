using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>Describes the result of a request that creates a topic, or that appends messages under conditions.</summary>
/// <param name="Outcome">What the request has done, or the reason why it was refused.</param>
internal sealed record AppendVerdict(AppendOutcome Outcome)
{
    /// <summary>
    /// The current epoch (number of restarts) of the producer (the client that numbers its requests); 0 if the epoch is unknown.
    /// </summary>
    public long ProducerEpoch { get; init; }

    /// <summary>
    /// The highest number among the accepted requests of this producer (a client that numbers its requests) since its last restart.
    /// Includes this request.
    /// </summary>
    public long ProducerSeq { get; init; }

    /// <summary>
    /// The number that the next request of the producer (a client that numbers its requests) must have. Set only if this request was
    /// refused because its own number was too high.
    /// </summary>
    public long ExpectedSeq { get; init; }

    /// <summary>The properties of the topic after the request; null if the topic has no properties or does not exist.</summary>
    public TopicProperties? Properties { get; init; }

    /// <summary>Whether the topic is closed after the request.</summary>
    public bool IsClosed => Properties is { IsClosed: true };

    /// <summary>Whether the request was refused. A refused request has changed nothing.</summary>
    public bool IsRefusal =>
        Outcome is not (AppendOutcome.Appended or AppendOutcome.Duplicate or AppendOutcome.Created or AppendOutcome.Exists);

    /// <summary>
    /// Creates the exception for a refused request. Used by transports that have no responses of their own for the outcomes.
    /// </summary>
    public RefusalException ToRefusal(TopicName topic)
    {
        var (reason, sentence) = Outcome switch
        {
            AppendOutcome.NotFound => (RefusalReason.NotFound, $"There is no topic {topic}; create it with PUT, or publish to it."),
            AppendOutcome.Deleted => (RefusalReason.Conflict,
                $"The topic {topic} was deleted, and its messages are kept for its forks; use another name, or delete the forks."),
            AppendOutcome.Closed => (RefusalReason.Conflict, $"The topic {topic} is closed; publish to another topic."),
            AppendOutcome.ContentTypeMismatch => (RefusalReason.Conflict,
                $"The topic {topic} has the content type {Properties?.ContentType ?? MediaType.Json}; publish data of this type."),
            AppendOutcome.Different => (RefusalReason.Conflict,
                $"The topic {topic} exists with other properties; delete it first, or use another name."),
            AppendOutcome.StaleEpoch => (RefusalReason.Forbidden,
                $"The producer has a later epoch, {ProducerEpoch}; another instance of it has started."),
            AppendOutcome.SequenceGap => (RefusalReason.Conflict,
                $"A request of the producer is missing; its next request has the number {ExpectedSeq}."),
            AppendOutcome.EpochNotFromZero => (RefusalReason.Invalid, "The first request of a producer's epoch has the number 0."),
            AppendOutcome.TooManyProducers => (RefusalReason.LimitReached,
                $"The topic {topic} has too many producers; use fewer Producer-Ids, or raise Topics:MaxProducers."),
            AppendOutcome.StreamSeqConflict => (RefusalReason.Conflict,
                "The Stream-Seq is not greater than the last one of this topic; read what was appended, and use a greater one."),
            AppendOutcome.SourceNotFound => (RefusalReason.NotFound, "The source of the fork does not exist; name a topic that does."),
            AppendOutcome.SourceDeleted => (RefusalReason.Conflict, "The source of the fork is deleted; name another topic."),
            AppendOutcome.SourceTypeMismatch => (RefusalReason.Conflict,
                "The source of the fork has another content type; leave the content type out."),
            AppendOutcome.ForkOffsetInvalid => (RefusalReason.Invalid,
                "The source of the fork does not have this offset; use one that a read of the source has returned."),
            AppendOutcome.ForkTooDeep => (RefusalReason.Conflict,
                "Too many forks follow each other; fork an earlier source, or raise Topics:MaxForkDepth."),
            _ => throw new InvalidOperationException($"{Outcome} is no refusal."),
        };
        return new RefusalException(reason, sentence)
        {
            // A closed topic is never opened again, and the content type of a topic does not change.
            IsFinal = Outcome is AppendOutcome.Closed or AppendOutcome.ContentTypeMismatch,
            Limit = Outcome switch
            {
                AppendOutcome.TooManyProducers => "Topics:MaxProducers",
                AppendOutcome.ForkTooDeep => "Topics:MaxForkDepth",
                _ => null,
            },
        };
    }
}

using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>The rules that all stores apply when a topic is created with properties, such as a content type.</summary>
internal static class TopicCreations
{
    /// <summary>
    /// Compares a request to create a topic with the topic that already exists under this name. The result states whether the properties
    /// are equal.
    /// </summary>
    public static AppendVerdict Existing(TopicCreation creation, TopicProperties? existing)
    {
        var properties = existing ?? TopicProperties.Default;
        var outcome = properties.IsDeleted ? AppendOutcome.Deleted
            : IsSame(creation, properties) ? AppendOutcome.Exists : AppendOutcome.Different;
        return new AppendVerdict(outcome) { Properties = existing };
    }

    /// <summary>
    /// Checks the source of a fork (the topic whose messages the fork will begin with). Returns the reason why the fork is refused; null
    /// if it can be created.
    /// </summary>
    public static AppendVerdict? CheckSource(TopicCreation creation, in ForkSource source)
    {
        var fork = creation.Fork!;
        AppendOutcome? refused = !source.Exists ? AppendOutcome.SourceNotFound
            : source.Properties is { IsDeleted: true } ? AppendOutcome.SourceDeleted
            : creation.ContentType is { } type && !MediaType.AreEqual(type, source.Properties?.ContentType ?? MediaType.Json)
                ? AppendOutcome.SourceTypeMismatch
            : fork.Offset < 0 || fork.Offset > source.Newest || (fork.SourceEpoch ?? source.Epoch) != source.Epoch
                ? AppendOutcome.ForkOffsetInvalid
            : source.Depth >= creation.MaxForkDepth ? AppendOutcome.ForkTooDeep
            : null;
        return refused is { } outcome ? new AppendVerdict(outcome) : null;
    }

    /// <summary>Returns the properties of a new topic.</summary>
    /// <param name="creation">The request to create the topic.</param>
    /// <param name="time">The time of the request, in UTC.</param>
    /// <param name="source">The topic with whose messages the new topic begins; null if the new topic is not a fork.</param>
    public static TopicProperties Properties(TopicCreation creation, DateTime time, ForkSource? source)
    {
        var inherits = source is not null && creation.TimeToLive is null && creation.ExpiresAt is null;
        var of = source?.Properties;
        return new TopicProperties
        {
            ContentType = creation.ContentType ?? of?.ContentType ?? MediaType.Json,
            TimeToLive = inherits ? of?.TimeToLive : creation.TimeToLive,
            ExpiresAt = inherits ? of?.ExpiresAt : creation.ExpiresAt,
            Touched = time,
            IsClosed = creation.IsClosed,
            Fork = source is { } from && creation.Fork is { } fork
                ? new TopicFork(fork.Source, from.Epoch, fork.Offset ?? from.Newest, fork.SubOffset) : null,
        };
    }

    private static bool IsSame(TopicCreation creation, TopicProperties properties)
    {
        var (fork, existing) = (creation.Fork, properties.Fork);
        // A fork (a topic that begins with its source's messages) without an expiry of its own has the expiry of its source. A repeated
        // request to create the fork also contains no expiry, so the expiry is not compared.
        var inherits = fork is not null && creation.TimeToLive is null && creation.ExpiresAt is null;
        return (creation.ContentType is not { } type ? fork is not null : MediaType.AreEqual(type, properties.ContentType))
            && (inherits || (creation.TimeToLive == properties.TimeToLive && creation.ExpiresAt == properties.ExpiresAt))
            && creation.IsClosed == properties.IsClosed
            && fork?.Source == existing?.Source
            && (fork?.Offset is not { } offset || offset == existing?.Offset)
            && (fork?.SubOffset ?? 0) == (existing?.SubOffset ?? 0);
    }
}

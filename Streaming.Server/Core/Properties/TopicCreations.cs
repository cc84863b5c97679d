using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>Has the rules that all stores apply when a topic is created with properties.</summary>
internal static class TopicCreations
{
    /// <summary>Compares a request to create a topic with the topic that already exists under this name.</summary>
    public static AppendVerdict Existing(TopicCreation creation, TopicProperties? existing)
    {
        var properties = existing ?? TopicProperties.Default;
        var outcome = properties.IsDeleted ? AppendOutcome.Deleted
            : IsSame(creation, properties) ? AppendOutcome.Exists : AppendOutcome.Different;
        return new AppendVerdict(outcome) { Properties = existing };
    }

    /// <summary>Returns the reason why a topic cannot be forked; null if it can.</summary>
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

    /// <summary>Returns the properties of the topic that a request creates.</summary>
    /// <param name="creation">The request to create the topic.</param>
    /// <param name="time">The time of the request.</param>
    /// <param name="source">The source topic, if the topic is a fork.</param>
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
        // A repeated request need not contain the properties that a fork has taken from its source.
        var inherits = fork is not null && creation.TimeToLive is null && creation.ExpiresAt is null;
        return (creation.ContentType is not { } type ? fork is not null : MediaType.AreEqual(type, properties.ContentType))
            && (inherits || (creation.TimeToLive == properties.TimeToLive && creation.ExpiresAt == properties.ExpiresAt))
            && creation.IsClosed == properties.IsClosed
            && fork?.Source == existing?.Source
            && (fork?.Offset is not { } offset || offset == existing?.Offset)
            && (fork?.SubOffset ?? 0) == (existing?.SubOffset ?? 0);
    }
}

namespace Streaming.Server.Core.Properties;

/// <summary>Describes a topic to create with properties. The messages of the request become the first messages of the topic.</summary>
internal sealed record TopicCreation
{
    /// <summary>The content type of the topic. Null for a fork that takes the content type of its source.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// The time without an append or a read after which the topic expires. A fork that has neither this time nor <see cref="ExpiresAt"/>
    /// takes the expiry of its source.
    /// </summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The time at which the topic expires (UTC); null if it has none.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>Whether the topic is closed after its first messages are appended.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The source of the fork to create; null for a topic that is not a fork.</summary>
    public ForkRequest? Fork { get; init; }

    /// <summary>The maximum number of topics in a row in which each topic is a fork of the one before.</summary>
    public int MaxForkDepth { get; init; } = int.MaxValue;
}

namespace Streaming.Server.Core.Topics.Properties;

/// <summary>A request to create a topic with properties. Its messages are appended as the first ones.</summary>
internal sealed record TopicCreation
{
    /// <summary>The content type. Null for a fork with the content type of its source.</summary>
    public string? ContentType { get; init; }

    /// <summary>The time after the last append or read at which the topic expires. A fork without expiry has that of its source.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The time at which the topic expires, in UTC.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>Whether the topic is closed after its first messages.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The source of a fork; null for a topic that begins empty.</summary>
    public ForkRequest? Fork { get; init; }

    /// <summary>How many forks may follow each other.</summary>
    public int MaxForkDepth { get; init; } = int.MaxValue;
}

namespace Streaming.Stress.Clients;

/// <summary>The way in which a publisher of this tool publishes.</summary>
internal sealed record PublishOptions
{
    /// <summary>The topics, of which each request takes a random one.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>The largest number of messages of one request; each request has a random number of messages, at least one.</summary>
    public int MaxBatch { get; init; } = 1;

    /// <summary>The number of characters that follow the id in each message.</summary>
    public int Padding { get; init; }

    /// <summary>The pause between two requests.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>
    /// Whether requests have an <c>Idempotency-Key</c>. A request that was not answered is then repeated with the same key until it is
    /// acknowledged.
    /// </summary>
    public bool IsIdempotent { get; init; }

    /// <summary>
    /// Whether the server may also answer 500, which says nothing about the message: a server without memory may have none for the
    /// sentence of a refusal.
    /// </summary>
    public bool MayFail { get; init; }
}

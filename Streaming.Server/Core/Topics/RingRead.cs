namespace Streaming.Server.Core.Topics;

/// <summary>What reading from a ring came to.</summary>
internal enum RingRead
{
    /// <summary>Messages were read.</summary>
    Read,

    /// <summary>There is nothing new.</summary>
    CaughtUp,

    /// <summary>The reader is older than the ring and must read from the log.</summary>
    Behind,
}

namespace Streaming.Server.Core.Topics;

/// <summary>The result of a read from a <see cref="MessageRing"/>, which holds the recent messages of a topic in memory.</summary>
internal enum RingRead
{
    /// <summary>Messages were read from memory.</summary>
    Read,

    /// <summary>The topic has no message at or after the requested offset yet.</summary>
    CaughtUp,

    /// <summary>The message with the requested offset is no longer in memory and must be read from the log.</summary>
    Behind,
}

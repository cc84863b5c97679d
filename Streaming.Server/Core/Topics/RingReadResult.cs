namespace Streaming.Server.Core.Topics;

/// <summary>The result of a read from a <see cref="MessageRing"/>, which holds the recent messages of a topic in memory.</summary>
internal enum RingReadResult
{
    /// <summary>The requested messages were in memory and were read.</summary>
    Read,

    /// <summary>The topic does not have a message with the requested offset yet: the reader has read all messages.</summary>
    CaughtUp,

    /// <summary>The message with the requested offset is no longer in memory and must be read from the log.</summary>
    Behind,

    /// <summary>
    /// The epoch of the topic (the id of one lifetime of its log) has changed since the reader determined the offset, so the offset may
    /// belong to another message now.
    /// </summary>
    Outdated,
}

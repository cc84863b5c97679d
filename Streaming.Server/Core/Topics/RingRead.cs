namespace Streaming.Server.Core.Topics;

/// <summary>The result of reading from a <see cref="MessageRing"/>.</summary>
internal enum RingRead
{
    /// <summary>Messages were read.</summary>
    Read,

    /// <summary>There are no messages at or after the requested offset.</summary>
    CaughtUp,

    /// <summary>The requested offset is older than the ring; read it from the log.</summary>
    Behind,
}

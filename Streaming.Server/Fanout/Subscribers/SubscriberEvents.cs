using System.Collections.Concurrent;

namespace Streaming.Server.Fanout.Subscribers;

/// <summary>The events of a subscriber, which its fan-out (the sending of a topic's messages) handles.</summary>
[Flags]
internal enum SubscriberEvents
{
    /// <summary>The subscriber is new and is added to the fan-out.</summary>
    Join = 1,

    /// <summary>A write to the subscriber's connection has ended.</summary>
    Written = 2,

    /// <summary>A page of messages was read from the log for the subscriber.</summary>
    Fetched = 4,

    /// <summary>A frame of the protocol, such as a pong, is queued for the subscriber.</summary>
    Control = 8,

    /// <summary>The subscriber ends after all queued frames are written.</summary>
    Finish = 16,

    /// <summary>The subscriber ends immediately.</summary>
    End = 32,
}

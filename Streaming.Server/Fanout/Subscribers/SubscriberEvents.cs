using System.Collections.Concurrent;

namespace Streaming.Server.Fanout.Subscribers;

/// <summary>
/// The events of a subscriber (a connection that receives the messages of a topic). The object that sends the topic's messages, the
/// fan-out, handles them.
/// </summary>
[Flags]
internal enum SubscriberEvents
{
    /// <summary>The subscriber is new and must be added to the list of subscribers.</summary>
    Join = 1,

    /// <summary>A write to the subscriber's connection has ended.</summary>
    Written = 2,

    /// <summary>A page of messages was read from the log for the subscriber.</summary>
    Fetched = 4,

    /// <summary>A frame of the protocol that is no message of a topic, such as a pong, was queued for the subscriber.</summary>
    Control = 8,

    /// <summary>The subscriber must end when all its queued frames are written.</summary>
    Finish = 16,

    /// <summary>The subscriber must end immediately, without further frames.</summary>
    End = 32,
}

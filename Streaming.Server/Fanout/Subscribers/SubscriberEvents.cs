using System.Collections.Concurrent;

namespace Streaming.Server.Fanout.Subscribers;

/// <summary>
/// The events of a subscriber (a connection that receives the messages of a topic). The thread that sends the topic's messages handles the
/// events.
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

    /// <summary>A frame without a message of a topic, such as the answer to a ping, was queued for the subscriber.</summary>
    Control = 8,

    /// <summary>The subscriber must end when all its queued frames are written.</summary>
    Finish = 16,

    /// <summary>The subscriber must end immediately, without further frames.</summary>
    End = 32,
}

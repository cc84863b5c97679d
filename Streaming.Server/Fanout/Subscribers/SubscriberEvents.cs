using System.Collections.Concurrent;

namespace Streaming.Server.Fanout.Subscribers;

/// <summary>What can happen to a reader.</summary>
[Flags]
internal enum SubscriberEvents
{
    /// <summary>It comes into the fan-out.</summary>
    Join = 1,

    /// <summary>A write was finished.</summary>
    Written = 2,

    /// <summary>A page from the log was fetched.</summary>
    Fetched = 4,

    /// <summary>A control frame waits.</summary>
    Control = 8,

    /// <summary>It ends when all that waits is written.</summary>
    Finish = 16,

    /// <summary>It ends.</summary>
    End = 32,
}

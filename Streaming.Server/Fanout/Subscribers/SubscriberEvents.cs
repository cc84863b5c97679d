using System.Collections.Concurrent;

namespace Streaming.Server.Fanout.Subscribers;

/// <summary>The events of a subscriber.</summary>
[Flags]
internal enum SubscriberEvents
{
    /// <summary>The subscriber joins the fan-out.</summary>
    Join = 1,

    /// <summary>A write has ended.</summary>
    Written = 2,

    /// <summary>A page was read from the log.</summary>
    Fetched = 4,

    /// <summary>A control frame is queued.</summary>
    Control = 8,

    /// <summary>The subscriber ends after everything that is queued.</summary>
    Finish = 16,

    /// <summary>The subscriber ends.</summary>
    End = 32,
}

namespace Streaming.Server.Rooms;

/// <summary>The way in which the join or leave of a member is published to the subscribers of a room.</summary>
internal enum PresenceUpdate
{
    /// <summary>
    /// Nothing is published, because the list of members has not changed. Either the connection has joined the room several times and is
    /// still a member, or it was not a member.
    /// </summary>
    Nothing,

    /// <summary>The join or leave is published immediately, as a separate message.</summary>
    OneByOne,

    /// <summary>
    /// No message about this join or leave is published. The join or leave is included in the number of members, which is published at an
    /// interval.
    /// </summary>
    InBatch,
}

namespace Streaming.Server.Rooms;

/// <summary>The way in which the join or leave of a member is published to the subscribers of a room.</summary>
internal enum PresenceUpdate
{
    /// <summary>Nothing is published: the connection remains a member since it has joined more than once, or it was not a member.</summary>
    Nothing,

    /// <summary>The join or leave is published immediately, as its own message.</summary>
    OneByOne,

    /// <summary>The join or leave is published later, together with others, as a number of members.</summary>
    InBatch,
}

namespace Streaming.Server.Rooms;

/// <summary>The way in which a join or leave is published to the subscribers of a room.</summary>
internal enum PresenceUpdate
{
    /// <summary>Nothing is published: the connection stays a member through another join, or was not a member.</summary>
    Nothing,

    /// <summary>The join or leave is published as a message of its own.</summary>
    OneByOne,

    /// <summary>The join or leave is published with others, as counts.</summary>
    InBatch,
}

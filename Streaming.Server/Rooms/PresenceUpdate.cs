namespace Streaming.Server.Rooms;

/// <summary>How readers of a room hear of a coming or going.</summary>
internal enum PresenceUpdate
{
    /// <summary>There is nothing to tell.</summary>
    Nothing,

    /// <summary>By a message of its own.</summary>
    OneByOne,

    /// <summary>With others, as numbers.</summary>
    InBatch,
}

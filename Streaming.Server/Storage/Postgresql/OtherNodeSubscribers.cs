using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the number of subscribers of each topic on another node (server process), as this node last read it from the database.
/// </summary>
internal sealed class OtherNodeSubscribers
{
    /// <summary>The version of the numbers that this node last read. The other node increases the version with each write.</summary>
    public long Version { get; set; }

    /// <summary>The number of subscribers on the other node, for each topic that has any.</summary>
    public Dictionary<TopicName, int> Counts { get; } = [];
}

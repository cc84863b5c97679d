using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>The numbers of subscribers of another node, as this node has read them.</summary>
internal sealed class OtherNodeSubscribers
{
    /// <summary>The number of the node's last write that was read.</summary>
    public long Version { get; set; }

    /// <summary>The numbers of subscribers by topic.</summary>
    public Dictionary<TopicName, int> Counts { get; } = [];
}

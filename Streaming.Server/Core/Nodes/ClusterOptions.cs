namespace Streaming.Server.Core.Nodes;

/// <summary>The configuration section <c>Cluster</c>: this node among the other nodes on the same store.</summary>
public sealed class ClusterOptions
{
    /// <summary>The name under which <c>GET /nodes</c> shows this node (default: the name of the host).</summary>
    public string? Name { get; set; }

    /// <summary>The name of this node.</summary>
    internal string NameOrHost => string.IsNullOrWhiteSpace(Name) ? Environment.MachineName : Name;
}

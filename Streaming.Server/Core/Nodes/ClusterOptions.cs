using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Holds the options of a node (a server process that shares its store with others). The options are bound to the configuration section
/// <c>Cluster</c>.
/// </summary>
public sealed class ClusterOptions
{
    /// <summary>The name under which <c>GET /nodes</c> shows this node (default: the name of its machine).</summary>
    public string? Name { get; set; }

    /// <summary>
    /// The time without an answer of PostgreSQL after which this node closes the streams of its clients, so that they connect to other
    /// nodes (default 60 s; <c>0s</c>: never). The node closes the streams within half of this time, and refuses new streams until
    /// PostgreSQL answers again. A node that is alone on its store keeps its streams.
    /// </summary>
    [DurationRange("0s", "1d", "s")]
    public TimeSpan LeaveAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The name under which this node is shown: the configured name, or else the name of its machine.</summary>
    internal string NameOrHost => string.IsNullOrWhiteSpace(Name) ? Environment.MachineName : Name;
}

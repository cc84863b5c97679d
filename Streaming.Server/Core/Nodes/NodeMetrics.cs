using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Publishes the metrics of this node (server process): the number of nodes, the age of its heartbeat, and how far it is behind the other
/// nodes.
/// </summary>
internal sealed class NodeMetrics(INodeRegistry nodes, IMeterFactory meters) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = StreamingMeter.Of(meters);
        meter.CreateObservableGauge("streaming.nodes", () => nodes.Count, "{node}", "Living nodes, as this node last counted them.");
        meter.CreateObservableGauge(
            "streaming.node.heartbeat_age", () => nodes.HeartbeatAge.TotalSeconds, "s", "Time since this node's last heartbeat.");
        meter.CreateObservableGauge(
            "streaming.bus.lag", () => nodes.Lag.Time.TotalSeconds, "s",
            "Age of the oldest commit of another node that this node knows to be missing.");
        meter.CreateObservableGauge(
            "streaming.bus.commits_behind", () => nodes.Lag.Commits, "{commit}",
            "Commits of other nodes that this node knows to be missing.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

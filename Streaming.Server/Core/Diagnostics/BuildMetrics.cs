using System.Diagnostics.Metrics;
using System.Reflection;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>
/// Reports in a metric from which commit the server was built, and its version. The value of the metric is always 1; the version and the
/// commit are its tags.
/// </summary>
internal sealed class BuildMetrics(IMeterFactory meters) : IHostedService
{
    /// <summary>The commit from which the server was built; empty if it is unknown.</summary>
    public static string Commit { get; } =
        typeof(BuildMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is
            [_, var commit, ..] ? commit : string.Empty;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        StreamingMeter.Of(meters).CreateObservableGauge(
            "streaming.build.info",
            () => new Measurement<int>(1, StreamingMeter.Tag("version", OwnNode.Version), StreamingMeter.Tag("commit", Commit)),
            unit: null, "Always 1; the labels are the version of the server and the commit that it was built from.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

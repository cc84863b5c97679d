using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Jobs.Background;

/// <summary>Counts background tasks in the metric <c>streaming.background_tasks</c>.</summary>
internal sealed class BackgroundMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _tasks = StreamingMeter.Of(meters)
        .CreateCounter<long>("streaming.background_tasks", "{task}", "Background tasks that have ended, by name and outcome.");

    /// <summary>Counts a background task that has ended.</summary>
    public void Ended(string name, string outcome) =>
        _tasks.Add(1, StreamingMeter.Tag("name", name), StreamingMeter.Tag("outcome", outcome));
}

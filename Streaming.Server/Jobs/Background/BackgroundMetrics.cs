using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Jobs.Background;

/// <summary>Metrics of background tasks.</summary>
internal sealed class BackgroundMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _tasks = StreamingMeter.Of(meters)
        .CreateCounter<long>("streaming.background_tasks", "{task}", "Background tasks that have ended, by name and outcome.");

    /// <summary>Counts a task that has ended.</summary>
    public void Ended(string name, string outcome) =>
        _tasks.Add(1, StreamingMeter.Tag("name", name), StreamingMeter.Tag("outcome", outcome));
}

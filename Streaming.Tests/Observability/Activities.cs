using System.Collections.Concurrent;
using System.Diagnostics;
using Streaming.Server.Core.Diagnostics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Observability;

/// <summary>Records all activities of the servers in this process, as a tracing system does.</summary>
internal sealed class Activities : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public Activities()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreamingMeter.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Waits until an activity that satisfies the condition has ended.</summary>
    public async Task<Activity> WaitAsync(Func<Activity, bool> satisfies) => (await Eventually.BecomesAsync(
        () => Task.FromResult(_ended.FirstOrDefault(satisfies)), static found => found is not null))!;

    /// <summary>Counts the activities that satisfy the condition and have ended.</summary>
    public int Count(Func<Activity, bool> satisfies) => _ended.Count(satisfies);

    public void Dispose() => _listener.Dispose();
}

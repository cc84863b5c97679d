using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>
/// Reads the numbers of jobs for the HTTP API. Counting a long queue takes some time. So only one request at a time counts the jobs, and
/// the jobs of the same caller are counted at most once a second.
/// </summary>
internal sealed class JobStatsReader(IJobQueue queue, JobAccess access, JobClock clock, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _counting = new(1);
    private JobStats? _latest;
    private string? _owner;
    private long _counted;

    /// <summary>Returns the numbers of the jobs that the caller may list, by type and state.</summary>
    /// <exception cref="RefusalException">The caller may not list jobs.</exception>
    public async Task<JobStats> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var owner = access.Narrow(caller, new JobFilter()).Owner;
        await _counting.WaitAsync(cancellationToken);
        try
        {
            var isSame = string.Equals(owner, _owner, StringComparison.Ordinal);
            if (_latest is { } latest && isSame && time.GetElapsedTime(_counted) < s_lifetime)
                return latest;
            // The read is not cancelled if the client disconnects. A store may continue to count after a cancellation, and further
            // requests would then count at the same time.
            _latest = await queue.ReadStatsAsync(owner, clock.Now(), CancellationToken.None);
            (_owner, _counted) = (owner, time.GetTimestamp());
            return _latest;
        }
        finally
        {
            _counting.Release();
        }
    }

    public void Dispose() => _counting.Dispose();
}

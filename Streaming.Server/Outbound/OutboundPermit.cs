using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>
/// The permit of one outbound call (a request of this server to another server). It consists of a permit of the limiter of the host and a
/// permit of the limiter of all calls. Both are released when this object is disposed.
/// </summary>
internal sealed class OutboundPermit(HostStateRegistry hosts, HostState host, OutboundMetrics metrics) : IDisposable
{
    private readonly RateLimitLease?[] _leases = new RateLimitLease?[2];
    private bool _isRunning;

    public HostState Host => host;

    /// <summary>Whether the connection stays open after the call, so that the next call to the same host can use it.</summary>
    public bool KeepsConnection => !hosts.HasManyHosts;

    /// <summary>
    /// The number of limiters from which this object holds a permit: 1 = the limiter of the host, 2 = also the limiter of all calls.
    /// </summary>
    public int Leases { get; private set; }

    /// <summary>Stores a permit of a limiter, if the limiter has granted it. Returns whether the permit was granted.</summary>
    public bool TryAdd(RateLimitLease lease)
    {
        if (lease.IsAcquired)
            _leases[Leases++] = lease;
        return lease.IsAcquired;
    }

    public void MarkRunning()
    {
        _isRunning = true;
        host.AddRunningCalls(1);
        metrics.AddRunning(1);
    }

    public void Dispose()
    {
        if (_isRunning)
        {
            host.AddRunningCalls(-1);
            metrics.AddRunning(-1);
        }

        foreach (var lease in _leases)
            lease?.Dispose();
        hosts.Release(host);
    }
}

using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>
/// The permit of one outbound call. It consists of a lease of the host's limiter and a lease of the limiter of all calls; both are released
/// on dispose.
/// </summary>
internal sealed class OutboundPermit(HostStateRegistry gates, HostState gate, OutboundMetrics metrics) : IDisposable
{
    private readonly RateLimitLease?[] _leases = new RateLimitLease?[2];
    private bool _began;

    public HostState Gate => gate;

    /// <summary>Whether the connection stays open after the call, for the next call to the same host.</summary>
    public bool KeepsConnection => !gates.AreMany;

    /// <summary>The number of limiter leases that the call holds: 1 = the lease of the host, 2 = also the lease of all calls.</summary>
    public int Leases { get; private set; }

    /// <summary>Keeps a limiter lease if it was acquired, and returns whether it was.</summary>
    public bool TryTake(RateLimitLease lease)
    {
        if (lease.IsAcquired)
            _leases[Leases++] = lease;
        return lease.IsAcquired;
    }

    public void Begin()
    {
        _began = true;
        gate.Count(1);
        metrics.Calling(1);
    }

    public void Dispose()
    {
        if (_began)
        {
            gate.Count(-1);
            metrics.Calling(-1);
        }

        foreach (var lease in _leases)
            lease?.Dispose();
        gates.Release(gate);
    }
}

using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>The permit of a call: first one of its host, then one of all calls.</summary>
internal sealed class OutboundPermit(HostStateRegistry gates, HostState gate, OutboundMetrics metrics) : IDisposable
{
    private readonly RateLimitLease?[] _leases = new RateLimitLease?[2];
    private bool _began;

    public HostState Gate => gate;

    /// <summary>Whether the connection is kept for the next call to the host.</summary>
    public bool KeepsConnection => !gates.AreMany;

    /// <summary>The number of leases held: 1 is that of the host, 2 is that of the host and the one of all calls.</summary>
    public int Leases { get; private set; }

    /// <summary>Keeps a lease if it was acquired.</summary>
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

using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>A call's turn.</summary>
internal sealed class OutboundPermit(HostStateRegistry gates, HostState gate, OutboundMetrics metrics) : IDisposable
{
    private readonly RateLimitLease?[] _leases = new RateLimitLease?[2];
    private bool _began;

    public HostState Gate => gate;

    /// <summary>Whether the connection is kept for the next call to the host.</summary>
    public bool KeepsConnection => !gates.AreMany;

    /// <summary>How much of it it has: first its host's part, then that of all.</summary>
    public int Leases { get; private set; }

    /// <summary>Keeps a lease, if it is one.</summary>
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

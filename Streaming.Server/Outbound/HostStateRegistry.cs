using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>The gates of the hosts that are called, or were lately. Those that nobody uses are forgotten when there are many, so that calls to ever new names fill no memory.</summary>
internal sealed class HostStateRegistry : IDisposable
{
    private const int MostIdle = 1_000;
    private const int MostWithIdleConnections = 100;

    private readonly HostPipelines _pipelines;
    private readonly OutboundOptions _options;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, HostState> _gates = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();

    public HostStateRegistry(HostPipelines pipelines, IOptions<OutboundOptions> options, OutboundMetrics metrics, TimeProvider time)
    {
        (_pipelines, _options, _time) = (pipelines, options.Value, time);
        metrics.Observe(() => Look(gates => gates.Select(gate => gate.Calls).DefaultIfEmpty().Max()), () => Look(gates => gates.Count(gate => !gate.IsClosed)));
    }

    /// <summary>How many hosts are known.</summary>
    public int Count => Look(gates => gates.Count());

    /// <summary>Whether so many hosts are known that connections are not kept for their next calls: calls to ever new names fill no table of sockets either.</summary>
    public bool AreMany => Count > MostWithIdleConnections;

    /// <summary>The gate of a URL's host, held until it is given back.</summary>
    public HostState Take(Uri url)
    {
        var host = $"{url.IdnHost.TrimEnd('.')}:{url.Port}";
        lock (_gate)
        {
            if (!_gates.TryGetValue(host, out var gate))
            {
                MakeRoom();
                _gates[host] = gate = Make(host);
            }

            gate.Users++;
            return gate;
        }
    }

    public void Release(HostState gate)
    {
        lock (_gate)
        {
            gate.Users--;
            gate.LastUsed = _time.GetTimestamp();
        }
    }

    public void Dispose()
    {
        foreach (var gate in _gates.Values)
            gate.Dispose();
    }

    private T Look<T>(Func<IEnumerable<HostState>, T> look)
    {
        lock (_gate)
            return look(_gates.Values);
    }

    private HostState Make(string host)
    {
        var turns = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = _options.MaxCallsPerHost,
            QueueLimit = _options.MaxWaitingPerHost,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        var circuit = new HostCircuit();
        return new HostState(host, turns, _pipelines.Make(circuit), circuit);
    }

    // The half that was used longest ago, so that it is not done for each call.
    private void MakeRoom()
    {
        var idle = _gates.Values.Where(gate => gate.Users == 0).ToList();
        if (idle.Count < MostIdle)
            return;
        foreach (var gate in idle.OrderBy(gate => gate.LastUsed).Take(MostIdle / 2))
        {
            _gates.Remove(gate.Host);
            gate.Dispose();
        }
    }
}

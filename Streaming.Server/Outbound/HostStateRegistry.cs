using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>
/// Holds the state of each host that the server calls or has called before. When 1,000 states are unused, half of them are removed. So
/// calls to more and more host names do not fill the memory.
/// </summary>
internal sealed class HostStateRegistry : IDisposable
{
    private const int MaxIdle = 1_000;
    private const int MaxHostsWithIdleConnections = 100;

    private readonly HostPipelines _pipelines;
    private readonly OutboundOptions _options;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, HostState> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();

    public HostStateRegistry(HostPipelines pipelines, IOptions<OutboundOptions> options, OutboundMetrics metrics, TimeProvider time)
    {
        (_pipelines, _options, _time) = (pipelines, options.Value, time);
        metrics.Observe(() => Read(hosts => hosts.Select(state => state.Calls).DefaultIfEmpty().Max()),
            () => Read(hosts => hosts.Count(state => !state.IsClosed)));
    }

    /// <summary>The number of called hosts whose state is in memory now.</summary>
    public int Count => Read(hosts => hosts.Count());

    /// <summary>
    /// Whether the states of more than 100 hosts are in memory. If so, each connection is closed after its call, so that idle connections
    /// do not use up the sockets of the process.
    /// </summary>
    public bool HasManyHosts => Count > MaxHostsWithIdleConnections;

    /// <summary>
    /// Returns the state of the host in a URL; creates the state if there is none. The state is not removed until the caller calls
    /// <see cref="Release"/>.
    /// </summary>
    public HostState Acquire(Uri url)
    {
        var host = $"{url.IdnHost.TrimEnd('.')}:{url.Port}";
        lock (_lock)
        {
            if (!_hosts.TryGetValue(host, out var state))
            {
                EvictIdle();
                _hosts[host] = state = CreateState(host);
            }

            state.Users++;
            return state;
        }
    }

    public void Release(HostState state)
    {
        lock (_lock)
        {
            state.Users--;
            state.LastUsed = _time.GetTimestamp();
        }
    }

    public void Dispose()
    {
        foreach (var state in _hosts.Values)
            state.Dispose();
    }

    private T Read<T>(Func<IEnumerable<HostState>, T> read)
    {
        lock (_lock)
            return read(_hosts.Values);
    }

    private HostState CreateState(string host)
    {
        var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = _options.MaxCallsPerHost,
            QueueLimit = _options.MaxWaitingPerHost,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        var circuit = new HostCircuit();
        return new HostState(host, limiter, _pipelines.Create(circuit), circuit);
    }

    // If the states of 1,000 hosts are unused, removes the 500 states with the oldest last use. Many states are removed at once, so that
    // the list is sorted only rarely.
    private void EvictIdle()
    {
        var idle = _hosts.Values.Where(state => state.Users == 0).ToList();
        if (idle.Count < MaxIdle)
            return;
        foreach (var state in idle.OrderBy(state => state.LastUsed).Take(MaxIdle / 2))
        {
            _hosts.Remove(state.Name);
            state.Dispose();
        }
    }
}

using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>
/// The states of the hosts that are called or were called lately. Unused ones are evicted when there are many, so that calls to new names
/// do not fill the memory.
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

    /// <summary>The number of hosts.</summary>
    public int Count => Read(hosts => hosts.Count());

    /// <summary>
    /// Whether there are so many hosts that connections are closed after each call, so that calls to new names do not use up the sockets.
    /// </summary>
    public bool AreMany => Count > MaxHostsWithIdleConnections;

    /// <summary>The state of a URL's host, which is not evicted until it is released.</summary>
    public HostState Take(Uri url)
    {
        var host = $"{url.IdnHost.TrimEnd('.')}:{url.Port}";
        lock (_lock)
        {
            if (!_hosts.TryGetValue(host, out var state))
            {
                MakeRoom();
                _hosts[host] = state = Make(host);
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

    private HostState Make(string host)
    {
        var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = _options.MaxCallsPerHost,
            QueueLimit = _options.MaxWaitingPerHost,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        var circuit = new HostCircuit();
        return new HostState(host, limiter, _pipelines.Make(circuit), circuit);
    }

    // Evicts the half that was used longest ago, so that an eviction is rare.
    private void MakeRoom()
    {
        var idle = _hosts.Values.Where(state => state.Users == 0).ToList();
        if (idle.Count < MaxIdle)
            return;
        foreach (var state in idle.OrderBy(state => state.LastUsed).Take(MaxIdle / 2))
        {
            _hosts.Remove(state.Host);
            state.Dispose();
        }
    }
}

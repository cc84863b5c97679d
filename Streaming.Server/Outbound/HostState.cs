using System.Threading.RateLimiting;
using Polly;

namespace Streaming.Server.Outbound;

/// <summary>
/// The state that this server keeps for one called host: the limiter of concurrent calls to the host, and the host's circuit breakers.
/// </summary>
internal sealed class HostState(
    string host, ConcurrencyLimiter limiter, ResiliencePipeline<HttpResponseMessage> pipeline, HostCircuit circuit) : IDisposable
{
    private int _calls;

    public string Name => host;

    /// <summary>The limiter of the concurrent calls to the host.</summary>
    public ConcurrencyLimiter Limiter => limiter;

    /// <summary>The Polly pipeline through which each call to the host passes: two circuit breakers and the time limit of a call.</summary>
    public ResiliencePipeline<HttpResponseMessage> Pipeline => pipeline;

    /// <summary>Whether calls to the host are allowed, that is, both of its circuit breakers are closed.</summary>
    public bool IsClosed => circuit.IsClosed;

    /// <summary>The number of calls to the host that are running now.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The number of calls to the host that wait or run now. Read and changed only under the lock of the host registry.</summary>
    public int Users { get; set; }

    /// <summary>
    /// The time at which the most recent call to the host ended, as a timestamp of the clock. Read and changed only under the lock of the
    /// host registry.
    /// </summary>
    public long LastUsed { get; set; }

    /// <summary>Changes the number of running calls to the host: by 1 when a call begins, by -1 when a call ends.</summary>
    public void AddRunningCalls(int change) => Interlocked.Add(ref _calls, change);

    public void Dispose() => limiter.Dispose();
}

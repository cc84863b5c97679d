using System.Threading.RateLimiting;
using Polly;

namespace Streaming.Server.Outbound;

/// <summary>
/// The state that the server keeps for one called host: the limiter of concurrent calls to the host, and its circuit breakers.
/// </summary>
internal sealed class HostState(
    string host, ConcurrencyLimiter limiter, ResiliencePipeline<HttpResponseMessage> pipeline, HostCircuit circuit) : IDisposable
{
    private int _calls;

    public string Host => host;

    /// <summary>The limiter of the concurrent calls to one host.</summary>
    public ConcurrencyLimiter Limiter => limiter;

    /// <summary>The Polly pipeline of the calls to one host: two circuit breakers and the time limit of a call.</summary>
    public ResiliencePipeline<HttpResponseMessage> Pipeline => pipeline;

    /// <summary>Whether both circuit breakers of the host are closed, that is, calls to the host are allowed.</summary>
    public bool IsClosed => circuit.IsClosed;

    /// <summary>The number of calls to the host that are running now.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The number of waiting and running calls to the host. Read and changed only under the lock of the host registry.</summary>
    public int Users { get; set; }

    /// <summary>The timestamp of the end of the last call to the host. Read and changed only under the lock of the host registry.</summary>
    public long LastUsed { get; set; }

    /// <summary>Changes the number of running calls to the host: by 1 when a call begins, by -1 when a call ends.</summary>
    public void Count(int change) => Interlocked.Add(ref _calls, change);

    public void Dispose() => limiter.Dispose();
}

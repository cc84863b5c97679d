using System.Threading.RateLimiting;
using Polly;

namespace Streaming.Server.Outbound;

/// <summary>The state of one host: the limiter of its calls, and its circuit breakers.</summary>
internal sealed class HostState(
    string host, ConcurrencyLimiter limiter, ResiliencePipeline<HttpResponseMessage> pipeline, HostCircuit circuit) : IDisposable
{
    private int _calls;

    public string Host => host;

    /// <summary>Limits the concurrent calls to the host.</summary>
    public ConcurrencyLimiter Limiter => limiter;

    /// <summary>The circuit breakers and the time limit.</summary>
    public ResiliencePipeline<HttpResponseMessage> Pipeline => pipeline;

    /// <summary>Whether both circuit breakers are closed.</summary>
    public bool IsClosed => circuit.IsClosed;

    /// <summary>The number of running calls.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The number of waiting and running calls. Changed under the lock of the registry.</summary>
    public int Users { get; set; }

    /// <summary>The timestamp of the end of the last call. Changed under the lock of the registry.</summary>
    public long LastUsed { get; set; }

    /// <summary>Counts a call that begins (1) or ends (-1).</summary>
    public void Count(int change) => Interlocked.Add(ref _calls, change);

    public void Dispose() => limiter.Dispose();
}

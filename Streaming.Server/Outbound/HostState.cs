using System.Threading.RateLimiting;
using Polly;

namespace Streaming.Server.Outbound;

/// <summary>What is kept of one host: its share of the calls, and its circuit breaker.</summary>
internal sealed class HostState(string host, ConcurrencyLimiter turns, ResiliencePipeline<HttpResponseMessage> pipeline, HostCircuit circuit) : IDisposable
{
    private int _calls;

    public string Host => host;

    /// <summary>The host's share of the calls.</summary>
    public ConcurrencyLimiter Turns => turns;

    /// <summary>Breakers and time limit.</summary>
    public ResiliencePipeline<HttpResponseMessage> Pipeline => pipeline;

    /// <summary>Whether calls may be made as usual.</summary>
    public bool IsClosed => circuit.IsClosed;

    /// <summary>How many calls run.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How many calls wait or run. Changed while the gates are locked.</summary>
    public int Users { get; set; }

    /// <summary>When its last call ended. Changed while the gates are locked.</summary>
    public long LastUsed { get; set; }

    /// <summary>A call begins (1) or ends (-1).</summary>
    public void Count(int change) => Interlocked.Add(ref _calls, change);

    public void Dispose() => turns.Dispose();
}

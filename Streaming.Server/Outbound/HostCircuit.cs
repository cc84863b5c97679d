using Polly.CircuitBreaker;

namespace Streaming.Server.Outbound;

/// <summary>The states of the circuit breakers of one host.</summary>
internal sealed class HostCircuit
{
    /// <summary>The breaker for the part of the calls that fail.</summary>
    public CircuitBreakerStateProvider Ratio { get; } = new();

    /// <summary>The breaker for consecutive failures.</summary>
    public CircuitBreakerStateProvider InARow { get; } = new();

    public bool IsClosed => Ratio.CircuitState == CircuitState.Closed && InARow.CircuitState == CircuitState.Closed;
}

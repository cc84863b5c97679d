using Polly.CircuitBreaker;

namespace Streaming.Server.Outbound;

/// <summary>Holds the states (open or closed) of the two circuit breakers of one called host.</summary>
internal sealed class HostCircuit
{
    /// <summary>The state of the circuit breaker that opens when a large fraction of the calls to the host fails.</summary>
    public CircuitBreakerStateProvider Ratio { get; } = new();

    /// <summary>The state of the circuit breaker that opens after several consecutive failed calls to the host.</summary>
    public CircuitBreakerStateProvider ConsecutiveFailures { get; } = new();

    public bool IsClosed => Ratio.CircuitState == CircuitState.Closed && ConsecutiveFailures.CircuitState == CircuitState.Closed;
}

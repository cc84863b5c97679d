using Polly.CircuitBreaker;

namespace Streaming.Server.Outbound;

/// <summary>How the circuit breakers of one host stand.</summary>
internal sealed class HostCircuit
{
    /// <summary>The one that looks at the part of the calls that fail.</summary>
    public CircuitBreakerStateProvider Ratio { get; } = new();

    /// <summary>The one that looks at failures in a row.</summary>
    public CircuitBreakerStateProvider InARow { get; } = new();

    public bool IsClosed => Ratio.CircuitState == CircuitState.Closed && InARow.CircuitState == CircuitState.Closed;
}

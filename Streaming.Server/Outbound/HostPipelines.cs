using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Streaming.Server.Outbound;

/// <summary>
/// Creates the steps through which each call to a host passes, with the library Polly: two circuit breakers, and the time limit of the
/// call. The first circuit breaker opens when a large fraction of the calls fails. The second one opens after several consecutive failures,
/// and is for hosts that never respond: if each call takes 15 s, the time window of the first one contains too few calls.
/// </summary>
internal sealed class HostPipelines(IOptions<OutboundOptions> options, OutboundMetrics metrics, TimeProvider time)
{
    // Polly has no circuit breaker for consecutive failures. So this class counts the failures itself, and reports a failure to Polly only
    // when the configured number is reached. With these settings, Polly then opens the circuit breaker at once.
    private const double AnyRatio = 0;
    private const int FewestCalls = 2;

    private static readonly TimeSpan s_longestWindow = TimeSpan.FromDays(1);

    public ResiliencePipeline<HttpResponseMessage> Create(HostCircuit circuit)
    {
        var breaker = options.Value.Breaker;
        var consecutive = 0;
        return new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddCircuitBreaker(Breaker(breaker.FailureRatio, breaker.Calls, breaker.Window, circuit.Ratio, IsHostFailure))
            .AddCircuitBreaker(Breaker(AnyRatio, FewestCalls, s_longestWindow, circuit.ConsecutiveFailures, outcome =>
            {
                if (IsHostFailure(outcome))
                    return Interlocked.Increment(ref consecutive) >= breaker.Failures;
                // For some calls, a response with status 502, 503 or 504 does not count as a failure of the host. But it does not prove
                // that the host works either, so it does not reset the number of failures.
                if (!IsUnavailable(outcome.Result))
                    Volatile.Write(ref consecutive, 0);
                return false;
            }))
            .AddTimeout(new HttpTimeoutStrategyOptions
            {
                TimeoutGenerator = static arguments =>
                    ValueTask.FromResult(OutboundCall.Of(arguments.Context.GetRequestMessage()!).TimeLimit),
            })
            .Build();
    }

    private HttpCircuitBreakerStrategyOptions Breaker(
        double ratio, int calls, TimeSpan window, CircuitBreakerStateProvider state, Predicate<Outcome<HttpResponseMessage>> isFailure) =>
        new()
        {
            FailureRatio = ratio,
            MinimumThroughput = calls,
            SamplingDuration = window,
            BreakDuration = options.Value.Breaker.Pause,
            ShouldHandle = arguments => ValueTask.FromResult(isFailure(arguments.Outcome)),
            StateProvider = state,
            OnOpened = _ =>
            {
                metrics.BreakerOpened();
                return ValueTask.CompletedTask;
            },
        };

    // Returns whether a response or an exception means that the host itself has failed. A status of 500 or 429 does not mean this, because
    // it may concern only one URL of the host.
    private static bool IsHostFailure(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException { InnerException: OutboundException { Failure: OutboundFailure.RefusedAddress } } } => false,
        {
            Exception: HttpRequestException or IOException or TimeoutRejectedException
            or OperationCanceledException { InnerException: TimeoutException }
        } => true,
        { Result: { RequestMessage: { } request } response } => IsUnavailable(response) && OutboundCall.Of(request).CountsStatus,
        _ => false,
    };

    private static bool IsUnavailable(HttpResponseMessage? response) => response?.StatusCode
        is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}

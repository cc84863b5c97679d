using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Streaming.Server.Outbound;

/// <summary>Makes what each host has of its own: a circuit breaker, and inside it the time limit of each call.</summary>
internal sealed class HostPipelines(IOptions<OutboundOptions> options, OutboundMetrics metrics, TimeProvider time)
{
    public ResiliencePipeline<HttpResponseMessage> Make(CircuitBreakerStateProvider state)
    {
        var breaker = options.Value.Breaker;
        return new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = breaker.FailureRatio,
                MinimumThroughput = breaker.Calls,
                SamplingDuration = breaker.Window,
                BreakDuration = breaker.Pause,
                ShouldHandle = static arguments => ValueTask.FromResult(IsNotThere(arguments.Outcome)),
                StateProvider = state,
                OnOpened = _ =>
                {
                    metrics.BreakerOpened();
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(new HttpTimeoutStrategyOptions
            {
                TimeoutGenerator = static arguments => ValueTask.FromResult(OutboundCall.Of(arguments.Context.GetRequestMessage()!).TimeLimit),
            })
            .Build();
    }

    // One URL of a host may fail, or be called too often, while all others are well: a 500 or a 429 says nothing of the host.
    private static bool IsNotThere(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException { InnerException: OutboundException { Failure: OutboundFailure.RefusedAddress } } } => false,
        { Exception: HttpRequestException or IOException or TimeoutRejectedException or OperationCanceledException { InnerException: TimeoutException } } => true,
        { Result.StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } => true,
        _ => false,
    };
}

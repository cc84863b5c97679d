using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Server.Http;

namespace Streaming.Server.Hosting;

/// <summary>
/// Health check that reports the server as ready until it begins to stop, so that a load balancer opens new streams at other servers. While
/// stopping, the status is degraded and not unhealthy, since an orderly stop must not be logged as an error. The status code is 503 in both
/// cases.
/// </summary>
internal sealed class ReadyCheck(StreamLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.IsStopping ? HealthCheckResult.Degraded("The server is stopping.") : HealthCheckResult.Healthy());
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Server.Http;

namespace Streaming.Server.Hosting;

/// <summary>
/// Reports the server as ready until it starts to stop, so that a load balancer sends new streams elsewhere. The status is degraded, not
/// unhealthy: an orderly
/// stop must not be logged as an error. The status code is 503 in both cases.
/// </summary>
internal sealed class ReadyCheck(StreamLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.IsStopping ? HealthCheckResult.Degraded("The server is stopping.") : HealthCheckResult.Healthy());
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Server.Http;

namespace Streaming.Server.Hosting;

/// <summary>
/// Ready until the server begins to stop, so that a load balancer sends new streams elsewhere first. That is degraded, not unhealthy: an orderly
/// stop is no error in the log, and the answer is 503 all the same.
/// </summary>
internal sealed class ReadyCheck(StreamLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.IsStopping ? HealthCheckResult.Degraded("The server is stopping.") : HealthCheckResult.Healthy());
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Server.Http;

namespace Streaming.Server.Hosting;

/// <summary>
/// Reports the server as ready until it begins to stop, or has not reached its database for a long time. A load balancer then opens new
/// streams on other servers. A stopping server is reported as degraded and not as unhealthy, because an unhealthy status would be logged as
/// an error. The status code is 503 in both cases.
/// </summary>
internal sealed class ReadyCheck(StreamLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.IsStopping ? HealthCheckResult.Degraded("The server is stopping.")
            : lifetime.IsAway ? HealthCheckResult.Degraded("The server does not reach its database and has closed its streams.")
            : HealthCheckResult.Healthy());
}

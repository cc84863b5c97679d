using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Reports the health "degraded" while job handlers have not returned after their cancellation. The health is not "unhealthy", because the
/// server still serves requests.
/// </summary>
internal sealed class JobsHealthCheck(OverdueHandlers overdue) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var count = overdue.Count;
        return Task.FromResult(count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                $"{count} job handlers have not returned after their cancellation; see the log and the problem of their jobs."));
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Degraded while handlers have not returned after they were told to stop. The server goes on serving requests: this alone is no reason to send them elsewhere.</summary>
internal sealed class JobsHealthCheck(OverdueHandlers overdue) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var count = overdue.Count;
        return Task.FromResult(count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"{count} job handlers have not returned after they were told to stop; see the log and the problem of their jobs."));
    }
}

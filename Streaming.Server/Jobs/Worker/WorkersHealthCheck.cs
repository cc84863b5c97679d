using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Reports the health "degraded" while due jobs wait although no worker takes jobs of their type. The health is not "unhealthy", because
/// the server still serves requests.
/// </summary>
internal sealed class WorkersHealthCheck(JobGauges gauges, KnownWorkers workers) : IHealthCheck
{
    private const int MaxShown = 10;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = new List<string>();
        foreach (var type in gauges.WaitingTypes)
        {
            if (!await workers.TakesAsync(type, cancellationToken))
                missing.Add(type);
        }

        if (missing.Count == 0)
            return HealthCheckResult.Healthy();
        var shown = string.Join(", ", missing.Order(StringComparer.Ordinal).Take(MaxShown));
        return HealthCheckResult.Degraded(
            $"Due jobs wait that no worker takes, of {missing.Count} type(s): {shown}; start a worker that has a handler for them.");
    }
}

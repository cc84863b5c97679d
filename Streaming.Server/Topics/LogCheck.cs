using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaming.Server.Topics;

/// <summary>Ready while the log answers.</summary>
internal sealed class LogCheck(ITopicLog log) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await log.ListAsync(after: null, limit: 1, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The log does not answer.", e);
        }
    }
}

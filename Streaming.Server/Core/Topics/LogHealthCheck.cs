using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Checks the health of the store. The server is ready if the store can be read and the most recent writes of messages and of jobs
/// succeeded.
/// </summary>
internal sealed class LogHealthCheck(ITopicLog log, StoreHealth health) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await health.CheckAsync(log, cancellationToken) is { } problem ? HealthCheckResult.Unhealthy(problem)
                : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The log does not respond.", e);
        }
    }
}

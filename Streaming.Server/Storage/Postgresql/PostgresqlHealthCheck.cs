using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Reports this node (server process) as not ready if the database has not answered for 2 s. During a shorter restart of the database,
/// clients only wait, so they need not be sent to another node.
/// </summary>
internal sealed class PostgresqlHealthCheck(PostgresqlDatabase database) : IHealthCheck
{
    /// <summary>The time without an answer of the database after which this node (server process) is not ready.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(database.Contact.Age is var age && age >= Limit
            ? HealthCheckResult.Unhealthy(string.Create(
                CultureInfo.InvariantCulture, $"PostgreSQL has not answered for {(int)age.TotalSeconds} s."))
            : HealthCheckResult.Healthy());
}

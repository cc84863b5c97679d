using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Health check that reports the server as not ready when the database has not answered for 2 seconds. A shorter restart of the database is
/// only a delay for clients, so it is no reason to send them to another node.
/// </summary>
internal sealed class PostgresqlHealthCheck(PostgresqlDatabase database) : IHealthCheck
{
    /// <summary>The time after which the node is not ready.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(database.Contact.Age is var age && age >= Limit
            ? HealthCheckResult.Unhealthy(string.Create(
                CultureInfo.InvariantCulture, $"PostgreSQL has not answered for {(int)age.TotalSeconds} s."))
            : HealthCheckResult.Healthy());
}

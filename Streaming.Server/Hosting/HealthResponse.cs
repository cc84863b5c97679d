using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaming.Server.Hosting;

/// <summary>
/// Writes the response of <c>/health/ready</c>: the health status, and one line for each failed health check. The status code is 503 if a
/// check failed. If only checks of background work (<see cref="Work"/>) failed, it is 200, because it would not help to send requests to
/// another server.
/// </summary>
internal static class HealthResponse
{
    /// <summary>The tag that marks the health checks of background work, such as jobs.</summary>
    public const string Work = "work";

    public static Task WriteAsync(HttpContext http, HealthReport report)
    {
        var problems = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).ToList();
        if (report.Status == HealthStatus.Degraded && problems.TrueForAll(entry => entry.Value.Tags.Contains(Work, StringComparer.Ordinal)))
            http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "text/plain; charset=utf-8";
        var lines = problems.Select(entry => $"\n{entry.Key}: {entry.Value.Description}");
        return http.Response.WriteAsync($"{report.Status}{string.Concat(lines)}", http.RequestAborted);
    }
}

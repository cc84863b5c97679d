using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Hosting;

/// <summary>
/// Writes the responses of the health checks, with the version of the server in the header <c>Streaming-Version</c>. The response of
/// <c>/health/ready</c> has the health status, and one line for each failed health check. The status code is 503 if a
/// check failed. If only checks of background work (<see cref="Work"/>) failed, it is 200, because it would not help to send requests to
/// another server.
/// </summary>
internal static class HealthResponse
{
    /// <summary>The tag that marks the health checks of background work, such as jobs.</summary>
    public const string Work = "work";

    private const string VersionHeader = "Streaming-Version";

    /// <summary>Writes the response of <c>/health/live</c>, which shows that the process answers requests.</summary>
    public static Task WriteLiveAsync(HttpContext http, HealthReport report) => WriteTextAsync(http, $"{report.Status}");

    /// <summary>Writes the response of <c>/health/ready</c>, which shows whether the server is ready for requests.</summary>
    public static Task WriteReadyAsync(HttpContext http, HealthReport report)
    {
        var problems = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).ToList();
        if (report.Status == HealthStatus.Degraded && problems.TrueForAll(entry => entry.Value.Tags.Contains(Work, StringComparer.Ordinal)))
            http.Response.StatusCode = StatusCodes.Status200OK;
        var lines = problems.Select(entry => $"\n{entry.Key}: {entry.Value.Description}");
        return WriteTextAsync(http, $"{report.Status}{string.Concat(lines)}");
    }

    private static Task WriteTextAsync(HttpContext http, string text)
    {
        http.Response.Headers[VersionHeader] = OwnNode.Version;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }
}

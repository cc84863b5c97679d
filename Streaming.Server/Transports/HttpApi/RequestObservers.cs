using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Detects whether a log, a diagnostic tool or a metric observes the steps between the start of a request and its endpoint.
/// <see cref="PublishFastPath"/> skips these steps only if nothing observes them.
/// </summary>
internal sealed class RequestObservers
{
    private static readonly string[] s_categories =
    [
        "Microsoft.AspNetCore.Routing.EndpointRoutingMiddleware", "Microsoft.AspNetCore.Routing.EndpointMiddleware",
        "Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker",
        "Microsoft.AspNetCore.ResponseCompression.ResponseCompressionProvider",
    ];

    private readonly ILogger[] _loggers;
    private readonly DiagnosticListener _diagnostics;
    private readonly Counter<long> _matches;

    public RequestObservers(ILoggerFactory loggers, DiagnosticListener diagnostics, IMeterFactory meters)
    {
        _loggers = [.. s_categories.Select(loggers.CreateLogger)];
        _diagnostics = diagnostics;
        // The factory returns the same meter to ASP.NET Core, and the meter the same counter.
        _matches = meters.Create("Microsoft.AspNetCore.Routing").CreateCounter<long>(
            "aspnetcore.routing.match_attempts", "{match_attempt}",
            "Number of requests that were attempted to be matched to an endpoint.");
    }

    /// <summary>Whether the steps of a request are observed now. Logging and tools can be switched on while the server runs.</summary>
    public bool Any
    {
        get
        {
            foreach (var logger in _loggers)
            {
                if (logger.IsEnabled(LogLevel.Information))
                    return true;
            }

            return _matches.Enabled || _diagnostics.IsEnabled();
        }
    }
}

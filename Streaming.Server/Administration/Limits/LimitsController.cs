using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Http;

namespace Streaming.Server.Administration.Limits;

/// <summary>Lists the limits of this server process over HTTP, each with its current use and the number of refusals.</summary>
[ApiController]
[ChecksQueryNames]
[AdministratorsOnly]
internal sealed class LimitsController(IEnumerable<ILimitReport> reports, RefusalMetrics refusals) : ControllerBase
{
    /// <summary>
    /// Returns the limits of the server process that answers, each with its current use and the number of refusals since the start of the
    /// process. A limit without a current use, such as the maximum size of a message, is listed after its first refusal.
    /// </summary>
    [HttpGet("/limits")]
    public IEnumerable<LimitView> List()
    {
        var refused = refusals.ByLimit.ToDictionary(StringComparer.Ordinal);
        var limits = new List<LimitView>();
        foreach (var use in reports.SelectMany(static report => report.ReadLimits()))
        {
            refused.Remove(use.Setting, out var count);
            limits.Add(new LimitView(use.Name, use.Setting, use.Used, use.Limit, count));
        }

        foreach (var (setting, count) in refused.OrderBy(static each => each.Key, StringComparer.Ordinal))
            limits.Add(new LimitView(setting, setting, Used: null, Limit: null, count));
        return limits;
    }
}

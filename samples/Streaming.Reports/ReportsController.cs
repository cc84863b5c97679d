using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Transports.Results;

namespace Streaming.Reports;

/// <summary>Sends a report row by row, in the format that the client asks for.</summary>
[ApiController]
public sealed class ReportsController(SalesReport report) : ControllerBase
{
    /// <summary>
    /// Returns the rows of the report. Try <c>curl -N 'localhost:5003/reports/sales?format=csv'</c>, and the formats <c>ndjson</c>,
    /// <c>json</c> and <c>events</c>.
    /// </summary>
    /// <param name="count">The number of rows.</param>
    /// <param name="pause">The time between two rows, in milliseconds.</param>
    [HttpGet("/reports/sales")]
    [StreamedResult]
    public IAsyncEnumerable<Sale> Sales(int count = 1_000, int pause = 0)
    {
        // A browser's EventSource that reconnects sends the id of the last event that it has received.
        _ = int.TryParse(StreamingResults.LastEventId(Request), NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        return report.RowsAsync(after, count, TimeSpan.FromMilliseconds(pause));
    }
}

using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.History;

/// <summary>Registers the formats in which the stored messages of a topic are sent.</summary>
internal static class HistoryRegistration
{
    /// <summary>Adds the MVC output formatters for CSV, NDJSON and JSON downloads of a topic's messages.</summary>
    public static IServiceCollection AddHistory(this IServiceCollection services) =>
        services.Configure<MvcOptions>(mvc =>
        {
            // MVC uses the first formatter that accepts the result of an action. MVC's own JSON formatter would also accept a sequence of
            // messages, so these formatters are inserted before it.
            mvc.OutputFormatters.Insert(0, new JsonOutputFormatter(RowFormat.Json, JsonLayout.Array));
            mvc.OutputFormatters.Insert(1, new JsonOutputFormatter(RowFormat.Ndjson, JsonLayout.Lines));
            mvc.OutputFormatters.Insert(2, new CsvOutputFormatter());
        });
}

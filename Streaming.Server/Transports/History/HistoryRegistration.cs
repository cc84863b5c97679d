using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Transports.History;

/// <summary>Registers the history formats.</summary>
internal static class HistoryRegistration
{
    /// <summary>Adds the output formatters.</summary>
    public static IServiceCollection AddHistory(this IServiceCollection services) =>
        services.Configure<MvcOptions>(mvc =>
        {
            // Before MVC's own JSON formatter, which accepts the sequence too.
            mvc.OutputFormatters.Insert(0, new JsonOutputFormatter());
            mvc.OutputFormatters.Insert(1, new NdjsonOutputFormatter());
            mvc.OutputFormatters.Insert(2, new CsvOutputFormatter());
        });
}

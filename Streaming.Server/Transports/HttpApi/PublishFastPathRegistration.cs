namespace Streaming.Server.Transports.HttpApi;

/// <summary>Registers the fast path of plain publish requests.</summary>
internal static class PublishFastPathRegistration
{
    /// <summary>
    /// Adds the fast path in front of all middleware of the application. Only the server program may call this method: in a hosting
    /// application, the fast path would bypass the application's own middleware.
    /// </summary>
    public static IServiceCollection AddPublishFastPath(this IServiceCollection services) =>
        services.AddSingleton<RequestObservers>().AddSingleton<PlainPublishReader>().AddSingleton<IStartupFilter, Filter>();

    // A startup filter is the only way to add middleware before routing, which the application adds by itself. Other startup filters, such
    // as that of the setting AllowedHosts, are registered earlier, so their middleware still comes first.
    private sealed class Filter : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseMiddleware<PublishFastPath>();
            next(app);
        };
    }
}

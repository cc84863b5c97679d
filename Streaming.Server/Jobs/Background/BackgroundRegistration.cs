using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Background;

/// <summary>Registers background tasks (short work after the response) in the DI container.</summary>
internal static class BackgroundRegistration
{
    /// <summary>
    /// Adds <see cref="IBackgroundTasks"/>, by which application code adds background tasks, and the service that runs them.
    /// </summary>
    public static IServiceCollection AddBackgroundTasks(this IServiceCollection services)
    {
        services.AddSection<BackgroundOptions>("Background");
        services.AddSingleton(new CapturedServices(services));
        services.AddSingleton<BackgroundMetrics>().AddSingleton<BackgroundRuns>().AddSingleton<BackgroundReports>()
            .AddSingleton<BackgroundRunner>();
        services.AddLimitReport<BackgroundRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<BackgroundRunner>());
        return services.AddScoped<IBackgroundTasks, BackgroundTasks>();
    }
}

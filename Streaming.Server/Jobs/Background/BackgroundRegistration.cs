using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Background;

/// <summary>Registers background tasks.</summary>
internal static class BackgroundRegistration
{
    /// <summary>Adds <see cref="IBackgroundTasks"/> and the runner of the tasks.</summary>
    public static IServiceCollection AddBackgroundTasks(this IServiceCollection services)
    {
        services.AddSection<BackgroundOptions>("Background");
        services.AddSingleton(new CapturedServices(services));
        services.AddSingleton<BackgroundMetrics>().AddSingleton<BackgroundRuns>().AddSingleton<BackgroundReports>()
            .AddSingleton<BackgroundRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<BackgroundRunner>());
        return services.AddScoped<IBackgroundTasks, BackgroundTasks>();
    }
}

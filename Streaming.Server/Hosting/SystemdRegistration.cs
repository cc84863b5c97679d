namespace Streaming.Server.Hosting;

/// <summary>Registers the reports to systemd.</summary>
internal static class SystemdRegistration
{
    /// <summary>Adds the service that reports the start and the stop of the process to systemd.</summary>
    public static IServiceCollection AddSystemdNotifier(this IServiceCollection services) =>
        services.AddHostedService<SystemdNotifier>();
}

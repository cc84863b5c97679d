namespace Streaming.Server.Hosting;

/// <summary>Registers the service that reports to systemd (the service manager of Linux).</summary>
internal static class SystemdRegistration
{
    /// <summary>Adds the service that reports to systemd that the process is ready, is alive, or stops.</summary>
    public static IServiceCollection AddSystemdNotifier(this IServiceCollection services) =>
        services.AddHostedService<SystemdNotifier>();
}

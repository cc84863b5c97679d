using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Hosting;
using Streaming.Server.Jobs;

namespace Streaming.Server;

/// <summary>Runs a worker process, which executes jobs and schedules of the server's store and has no HTTP endpoints.</summary>
public static class StreamingWorker
{
    private static readonly Dictionary<string, string> s_switches = new(StringComparer.Ordinal)
    {
        ["--concurrency"] = "Jobs:Concurrency",
        ["--priorities"] = "Jobs:Priorities",
    };

    /// <summary>
    /// Runs jobs until the process receives a stop signal. Arguments such as <c>--concurrency 20 --priorities 5-9</c> and all configuration
    /// keys of the server apply.
    /// </summary>
    /// <param name="args">The command line arguments, without the word <c>worker</c>.</param>
    /// <param name="configure">A function that adds the application's own job handlers and their services.</param>
    /// <exception cref="StartException">The worker cannot start; for example, <c>Jobs:Concurrency</c> is 0.</exception>
    public static Task RunAsync(string[] args, Action<IServiceCollection>? configure = null) =>
        RunAsync(args, configure, contentRoot: null);

    /// <summary>
    /// Runs a worker process with the given content root (the folder of <c>appsettings.json</c>); null selects the default of .NET.
    /// </summary>
    internal static async Task RunAsync(string[] args, Action<IServiceCollection>? configure, string? contentRoot)
    {
        ThreadPoolMinimum.Raise();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = args,
            EnvironmentName = Environment(args),
            ContentRootPath = contentRoot ?? ConfiguredContentRoot(args),
        });
        builder.Configuration.AddCommandLine(args, s_switches);
        if (contentRoot is not null)
            ShippedSettings.Add(builder.Configuration, args);
        builder.Services.AddSingleton(TimeProvider.System).AddDiagnostics(builder.Configuration).AddAccessRules()
            .AddSharedServices(builder.Configuration).AddHostedService<StartupDataLog>();
        configure?.Invoke(builder.Services);
        var onBuilt = StartFailure.SuppressHostLogging(builder.Logging);
        using var host = builder.Build();
        onBuilt(host.Services.GetRequiredService<IHostApplicationLifetime>());
        host.Services.GetRequiredService<IStartupValidator>().Validate();
        if (host.Services.GetRequiredService<IOptions<JobOptions>>().Value.Concurrency == 0)
            throw new StartException(
                "Jobs:Concurrency (--concurrency) is 0, so this worker would run no jobs; give 1 to 1000, or leave it out for 20.");
        await host.RunAsync();
    }

    // Returns the environment name (such as Development) by the same rules as the server. The generic host of .NET would read only
    // DOTNET_ENVIRONMENT. In both, the command line takes precedence.
    private static string? Environment(string[] args) =>
        new ConfigurationBuilder().AddCommandLine(args).Build()[HostDefaults.EnvironmentKey]
            ?? System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT");

    private static string? ConfiguredContentRoot(string[] args) =>
        new ConfigurationBuilder().AddCommandLine(args).Build()[HostDefaults.ContentRootKey]
            ?? System.Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT");
}

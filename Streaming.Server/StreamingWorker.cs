using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Hosting;

namespace Streaming.Server;

/// <summary>Runs a worker process: executes jobs and schedules on the server's store, without HTTP.</summary>
public static class StreamingWorker
{
    private static readonly Dictionary<string, string> s_switches = new(StringComparer.Ordinal)
    {
        ["--concurrency"] = "Jobs:Concurrency",
        ["--priorities"] = "Jobs:Priorities",
    };

    /// <summary>
    /// Runs jobs until the process receives a stop signal: <c>worker --concurrency 20 --priorities 5-9</c>. All configuration keys of the
    /// server apply too.
    /// </summary>
    /// <param name="args">The command line after the word <c>worker</c>.</param>
    /// <param name="configure">Adds your own handlers and their services.</param>
    public static Task RunAsync(string[] args, Action<IServiceCollection>? configure = null) =>
        RunAsync(args, configure, contentRoot: null);

    /// <summary>Runs a worker with a content root; null uses .NET's default.</summary>
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
        builder.Services.AddSingleton(TimeProvider.System).AddDiagnostics(builder.Configuration).AddAccessRules()
            .AddSharedServices(builder.Configuration);
        configure?.Invoke(builder.Services);
        var onBuilt = StartFailure.SilenceHost(builder.Logging);
        using var host = builder.Build();
        onBuilt(host.Services.GetRequiredService<IHostApplicationLifetime>());
        host.Services.GetRequiredService<IStartupValidator>().Validate();
        await host.RunAsync();
    }

    // Like the server: the generic host reads only DOTNET_ENVIRONMENT. The command line takes precedence in both.
    private static string? Environment(string[] args) =>
        new ConfigurationBuilder().AddCommandLine(args).Build()[HostDefaults.EnvironmentKey]
            ?? System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT");

    private static string? ConfiguredContentRoot(string[] args) =>
        new ConfigurationBuilder().AddCommandLine(args).Build()[HostDefaults.ContentRootKey]
            ?? System.Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT");
}

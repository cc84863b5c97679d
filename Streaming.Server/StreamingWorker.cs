using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Hosting;

namespace Streaming.Server;

/// <summary>A worker as a process of its own: jobs and schedules on the server's store, without HTTP.</summary>
public static class StreamingWorker
{
    private static readonly Dictionary<string, string> s_switches = new(StringComparer.Ordinal)
    {
        ["--concurrency"] = "Jobs:Concurrency",
        ["--priorities"] = "Jobs:Priorities",
    };

    /// <summary>Runs jobs until it is told to stop: <c>worker --concurrency 20 --priorities 5-9</c>, with all of the server's own configuration beside.</summary>
    /// <param name="args">The command line after the word <c>worker</c>.</param>
    /// <param name="configure">Adds your own handlers, and what they need.</param>
    public static Task RunAsync(string[] args, Action<IServiceCollection>? configure = null) => RunAsync(args, configure, contentRoot: null);

    /// <summary>The same with a content root; null for .NET's own.</summary>
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
        builder.Services.AddSingleton(TimeProvider.System).AddDiagnostics(builder.Configuration).AddAccessRules().AddSharedServices(builder.Configuration);
        configure?.Invoke(builder.Services);
        var onBuilt = StartFailure.SilenceHost(builder.Logging);
        using var host = builder.Build();
        onBuilt(host.Services.GetRequiredService<IHostApplicationLifetime>());
        host.Services.GetRequiredService<IStartupValidator>().Validate();
        await host.RunAsync();
    }

    // As in the server beside it: the generic host knows only DOTNET_ENVIRONMENT. What the command line says comes first in both.
    private static string? Environment(string[] args) =>
        new ConfigurationBuilder().AddCommandLine(args).Build()[HostDefaults.EnvironmentKey] ?? System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT");

    private static string? ConfiguredContentRoot(string[] args) =>
        new ConfigurationBuilder().AddCommandLine(args).Build()[HostDefaults.ContentRootKey] ?? System.Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT");
}

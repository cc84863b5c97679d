using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server;
using Streaming.Server.Access;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Memory;

namespace Streaming.Testing;

/// <summary>
/// Runs jobs in a test, with the real queue and worker, a store in memory and a clock that the test moves. Jobs run only while the test
/// calls <see cref="RunUntilIdleAsync"/> or <see cref="AdvanceAsync"/>, so that a test can look at the queue in between.
/// </summary>
public sealed class StreamingTesting : IAsyncDisposable
{
    private static readonly DateTimeOffset s_start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly IHost _host;
    private readonly DirectoryInfo _folder;
    private readonly JobDriver _driver;

    private StreamingTesting(IHost host, DirectoryInfo folder)
    {
        (_host, _folder) = (host, folder);
        _driver = ActivatorUtilities.CreateInstance<JobDriver>(host.Services);
    }

    /// <summary>The clock of the jobs. It starts at noon on 1 January 2030 (UTC), and moves only when the test moves it.</summary>
    public FakeTimeProvider Time => _host.Services.GetRequiredService<FakeTimeProvider>();

    /// <summary>The client that enqueues jobs, and reads their states and results.</summary>
    public JobClient Jobs => _host.Services.GetRequiredService<JobClient>();

    /// <summary>The services of the application.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>
    /// The longest real time that one call may run jobs (default 30 s). A handler that waits for something that the test never does then
    /// fails the test.
    /// </summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Starts a queue and a worker in memory.</summary>
    /// <param name="configure">Adds the handlers of the application and their services, as in its own program.</param>
    /// <param name="settings">The configuration, for example <c>Jobs:Attempts</c>; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<StreamingTesting> StartAsync(
        Action<IServiceCollection>? configure = null, IEnumerable<KeyValuePair<string, string?>>? settings = null,
        CancellationToken cancellationToken = default)
    {
        var folder = Directory.CreateTempSubdirectory("streaming-testing-");
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            DisableDefaults = true,
            EnvironmentName = Environments.Development,
            ContentRootPath = folder.FullName,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection([new("Storage:Provider", "memory")]);
        var time = new FakeTimeProvider(s_start);
        builder.Services.AddSingleton(time).AddSingleton<TimeProvider>(time).AddDiagnostics(builder.Configuration).AddAccessRules()
            .AddSharedServices(builder.Configuration);
        builder.Services.AddSingleton<MemoryJobQueue>().AddSingleton<DrivenJobQueue>()
            .AddSingleton<IJobQueue>(provider => provider.GetRequiredService<DrivenJobQueue>());
        configure?.Invoke(builder.Services);
        var host = builder.Build();
        host.Services.GetRequiredService<IStartupValidator>().Validate();
        await host.StartAsync(cancellationToken);
        return new StreamingTesting(host, folder);
    }

    /// <summary>
    /// Runs all jobs that are due at the time of <see cref="Time"/>, also those that the jobs enqueue, until none is due or running. A
    /// failed job is due again only later: move the clock with <see cref="AdvanceAsync"/>.
    /// </summary>
    /// <exception cref="TimeoutException">Jobs were still running after <see cref="TimeLimit"/>.</exception>
    public Task RunUntilIdleAsync(CancellationToken cancellationToken = default) => _driver.RunUntilIdleAsync(TimeLimit, cancellationToken);

    /// <summary>
    /// Moves the clock, and runs all jobs that become due, each at its time: delayed jobs, retries and schedules. The clock stops at each
    /// of these times until no job is due or running.
    /// </summary>
    /// <param name="by">The time by which the clock moves.</param>
    /// <param name="cancellationToken">Cancels the wait for the jobs.</param>
    /// <exception cref="TimeoutException">Jobs were still running after <see cref="TimeLimit"/>.</exception>
    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default) =>
        _driver.AdvanceAsync(Time, by, TimeLimit, cancellationToken);

    /// <summary>Stops the worker, and deletes the files that the jobs have written.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

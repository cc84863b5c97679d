using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Worker;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>The behaviour of the test's job handlers.</summary>
public sealed class Probe
{
    public Func<ProbeArguments, JobContext, Task<ProbeResult>> Run { get; set; } = (arguments, _) =>
        Task.FromResult(new ProbeResult(arguments.Number));

    /// <summary>The retry rule of the handler of type <c>ruled</c>.</summary>
    public Func<Exception, int, TimeSpan?> Rule { get; set; } = (_, _) => null;

    /// <summary>The scoped services of all attempts so far.</summary>
    public System.Collections.Concurrent.ConcurrentBag<ProbeScope> Scopes { get; } = [];

    /// <summary>Starts a server with the job types <c>probe</c>, <c>ruled</c> and <c>heavy</c>.</summary>
    public Task<TestServer> StartAsync(params (string Key, string Value)[] settings) => StartAsync(folder: null, settings);

    public Task<TestServer> StartAsync(TemporaryFolder? folder, params (string Key, string Value)[] settings) =>
        TestServer.StartAsync(Configure, folder, settings);

    public void Configure(WebApplicationBuilder builder) => builder.Services
        .AddSingleton(this).AddScoped<ProbeScope>()
        .AddJob<ProbeJob>("probe").AddJob<RuledJob>("ruled").AddJob<HeavyJob>("heavy", type => type.Blocks = true);
}

using System.CommandLine;
using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Commands.Settings;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Hosting;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Commands.Doctor;

/// <summary>The command <c>doctor</c>, which checks whether the machine and the settings are suitable for a server.</summary>
internal sealed class DoctorCommand : AppCommand
{
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON." };

    public DoctorCommand()
        : base("doctor",
            "Check what a server with these settings needs on this machine: settings, ports, folders and space, open files, the clock, " +
            "proxies, the store with its schema and integrity, and keys. The exit code is 1 if a check found an error.")
    {
        TakesSettings = true;
        Add(_json);
        Run(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var findings = new List<Finding>();
        await foreach (var finding in FindAsync(context))
        {
            findings.Add(finding);
            if (!context.Get(_json))
                await context.Out.WriteLineAsync($"{finding.Level,-7}  {finding.Check,-10}  {finding.Text}");
        }

        if (context.Get(_json))
            await OutputJson.WriteAsync(context.Out, findings);
        return findings.Exists(finding => finding.Level == Finding.ErrorLevel) ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static async IAsyncEnumerable<Finding> FindAsync(CommandContext context)
    {
        var report = ConfigReport.Of(context.Settings);
        foreach (var error in report.Errors)
            yield return Finding.Error("settings", error);
        foreach (var warning in report.Warnings)
            yield return Finding.Warning("settings", warning);
        if (report.Errors.Count > 0)
            yield break;
        yield return Finding.Ok("settings", $"valid; environment {report.Environment}, folder {report.ContentRoot}");
        var builder = ServerHost.CreateBuilder(context.Settings);
        builder.Logging.ClearProviders();
        builder.Services.AddSection<AccessOptions>("Access");
        builder.Services.AddSection<JobOptions>("Jobs");
        builder.Services.AddSingleton<DataFolder>().AddSingleton<JobFolder>();
        await using var app = builder.Build();
        var access = app.Services.GetRequiredService<IOptions<AccessOptions>>().Value;
        var addresses = ListeningAddresses.Of(app.Configuration);
        foreach (var finding in PortChecks.Run(addresses))
            yield return finding;
        foreach (var finding in FolderChecks.Run(app))
            yield return finding;
        foreach (var finding in AccessChecks.Run(access, addresses, app.Environment.IsDevelopment()))
            yield return finding;
        yield return LimitChecks.Handles(access);
        await foreach (var finding in StoreChecks.RunAsync(context.Settings, app.Configuration, TimeProvider.System, context.Cancellation))
            yield return finding;
    }
}

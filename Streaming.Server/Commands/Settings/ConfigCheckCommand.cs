using System.CommandLine;
using Streaming.Server.Hosting;
using Streaming.Server.Transports.HttpApi;

namespace Streaming.Server.Commands.Settings;

/// <summary>
/// The command <c>config check</c>, which shows all settings with their sources, and reports invalid settings without starting the server.
/// </summary>
internal sealed class ConfigCheckCommand : AppCommand
{
    private readonly Option<bool> _changed = new("--changed") { Description = "Show only settings that differ from their defaults." };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON." };

    public ConfigCheckCommand()
        : base("check",
            "Show all settings with their values and sources, and the topic policies, and report the errors with which the server would " +
            "not start. Secrets are shown as ***. Nothing is started.")
    {
        TakesSettings = true;
        Add(_changed);
        Add(_json);
        Run(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var report = ConfigReport.Of(context.Settings);
        if (context.Get(_changed))
            report = report with { Settings = [.. report.Settings.Where(IsChanged)] };
        if (context.Get(_json))
            await OutputJson.WriteAsync(context.Out, report);
        else
            await WriteAsync(context.Out, report);
        return report.Errors.Count > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static bool IsChanged(EffectiveSetting setting) =>
        setting.Source is not (SettingSource.Default or SettingSource.Code)
            && (setting.Default is null || setting.Value != setting.Default);

    private static async Task WriteAsync(TextWriter output, ConfigReport report)
    {
        await TextTable.WriteAsync(output, ["SETTING", "VALUE", "SOURCE"],
            [.. report.Settings.Select(setting => (string[])[setting.Key, setting.Value ?? "-", setting.Source])]);
        if (report.Policies.Count > 0)
        {
            await output.WriteLineAsync();
            await TextTable.WriteAsync(output, ["TOPICS", "STORE", "MESSAGES", "AGE", "BYTES", "ANONYMOUS", "SOURCE"],
                [.. report.Policies.Select(Row)]);
        }

        await output.WriteLineAsync();
        foreach (var warning in report.Warnings)
            await output.WriteLineAsync($"Warning: {warning}");
        foreach (var error in report.Errors)
            await output.WriteLineAsync($"Error: {error}");
        if (report.Errors.Count == 0)
            await output.WriteLineAsync("The settings are valid.");
    }

    private static string[] Row(PolicyView policy) =>
    [
        policy.Match, policy.Store, $"{policy.MaxMessages?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "all"}",
        policy.MaxAge ?? "any", policy.MaxMessageBytes.ToString(System.Globalization.CultureInfo.InvariantCulture), policy.Anonymous,
        policy.Source,
    ];
}

using Microsoft.Extensions.Options;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Topics;
using Streaming.Server.Hosting;
using Streaming.Server.Transports.HttpApi;

namespace Streaming.Server.Commands.Settings;

/// <summary>The settings of a server that is not started, and what is wrong with them.</summary>
/// <param name="Environment">The name of the environment, such as <c>Production</c>.</param>
/// <param name="ContentRoot">The folder of <c>appsettings.json</c>.</param>
/// <param name="Settings">All settings.</param>
/// <param name="Policies">The topic policies in their order; empty if they are not valid.</param>
/// <param name="Warnings">Keys in files and arguments that have no effect.</param>
/// <param name="Errors">The errors with which the server does not start.</param>
internal sealed record ConfigReport(
    string Environment, string ContentRoot, IReadOnlyList<EffectiveSetting> Settings, IReadOnlyList<PolicyView> Policies,
    IReadOnlyList<string> Warnings, IReadOnlyList<string> Errors)
{
    /// <summary>Collects the settings as a server with these arguments would read them.</summary>
    /// <exception cref="CommandException">A settings file cannot be read.</exception>
    public static ConfigReport Of(string[] settings)
    {
        try
        {
            var builder = ServerHost.CreateBuilder(settings);
            builder.Logging.ClearProviders();
            var errors = new List<string>();
            Try(() => builder.AddStreaming(), errors);
            // Without all of its services, the server cannot even be built.
            using var app = errors.Count > 0 ? null : builder.Build();
            if (app is not null)
            {
                Try(app.Services.GetRequiredService<IStartupValidator>().Validate, errors);
                Try(() => PublicPath.Configured(builder.Configuration), errors);
            }

            return new ConfigReport(
                builder.Environment.EnvironmentName, builder.Environment.ContentRootPath,
                new EffectiveSettings(builder.Configuration, app?.Services).Read(), PoliciesOf(app?.Services),
                [.. Unknown(builder.Configuration)], errors);
        }
        catch (Exception e) when (StartFailure.Explain(e) is { } sentence)
        {
            throw new CommandException(sentence, inner: e);
        }
    }

    private static void Try(Action action, List<string> errors)
    {
        try
        {
            action();
        }
        catch (Exception e) when (StartFailure.Explain(e) is { } sentences)
        {
            errors.AddRange(sentences.Split(System.Environment.NewLine));
        }
    }

    private static IReadOnlyList<PolicyView> PoliciesOf(IServiceProvider? services)
    {
        try
        {
            return [.. services?.GetService<TopicPolicies>()?.All.Select(PolicyView.Of) ?? []];
        }
        catch (OptionsValidationException)
        {
            // The errors of the section are reported with all others.
            return [];
        }
    }

    private static IEnumerable<string> Unknown(IConfiguration configuration) => configuration.AsEnumerable()
        .Where(each => each.Value is not null && !KnownSettings.Contains(each.Key))
        .Select(each => (each.Key, Source: SettingSource.Of(configuration, each.Key)))
        .Where(each => SettingSource.IsWritten(each.Source) && !KnownSettings.IsInSection(each.Key))
        .Select(each => $"{each.Key} ({each.Source}) is not a setting of the server.{Suggestion.Sentence(each.Key, KnownSettings.Keys)}");
}

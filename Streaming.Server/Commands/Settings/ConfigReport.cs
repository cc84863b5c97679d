using Microsoft.Extensions.Options;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Text;
using Streaming.Server.Core.Topics;
using Streaming.Server.Hosting;
using Streaming.Server.Storage.Postgresql;
using Streaming.Server.Transports.HttpApi;

namespace Streaming.Server.Commands.Settings;

/// <summary>Describes the settings with which a server would start, and the errors in them.</summary>
/// <param name="Environment">The name of the environment, such as <c>Production</c>.</param>
/// <param name="ContentRoot">The folder that contains <c>appsettings.json</c>.</param>
/// <param name="Settings">All settings of the server, each with the value that applies.</param>
/// <param name="Policies">
/// The topic policies, in the order in which a topic's name is compared with them; empty if they are not valid.
/// </param>
/// <param name="Warnings">Sentences about configuration keys in files and arguments that have no effect, for example misspelt keys.</param>
/// <param name="Errors">Sentences about the errors that would prevent the server from starting.</param>
internal sealed record ConfigReport(
    string Environment, string ContentRoot, IReadOnlyList<EffectiveSetting> Settings, IReadOnlyList<PolicyView> Policies,
    IReadOnlyList<string> Warnings, IReadOnlyList<string> Errors)
{
    /// <summary>Collects the settings that a server with the given arguments would use.</summary>
    /// <exception cref="CommandException">A settings file cannot be read.</exception>
    public static ConfigReport Of(string[] settings)
    {
        try
        {
            var builder = ServerHost.CreateBuilder(settings);
            builder.Logging.ClearProviders();
            builder.Services.AddSectionCheck();
            var errors = new List<string>();
            Try(() => HostSettings.Check(builder.Configuration, builder.Environment.ContentRootPath), errors);
            Try(() => builder.AddStreaming(), errors);
            // With such errors, some services are missing, so the services are not created. The host is never built: the HTTP server
            // (Kestrel) would read options before all of them are validated.
            using var services = errors.Count > 0 ? null : builder.Services.BuildServiceProvider();
            if (services is not null)
            {
                Try(services.GetRequiredService<IStartupValidator>().Validate, errors);
                Try(() => PublicPath.Configured(builder.Configuration), errors);
                Try(() => services.GetService<PostgresqlAddress>()?.Read(), errors);
            }

            return new ConfigReport(
                builder.Environment.EnvironmentName, builder.Environment.ContentRootPath,
                new EffectiveSettings(builder.Configuration, services).Read(), PoliciesOf(services),
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
            // The policies are not valid. Their errors are reported together with all other errors.
            return [];
        }
    }

    private static IEnumerable<string> Unknown(IConfiguration configuration) => configuration.AsEnumerable()
        .Where(each => each.Value is not null && !KnownSettings.Contains(each.Key))
        .Select(each => (each.Key, Source: SettingSource.Of(configuration, each.Key)))
        .Where(each => SettingSource.IsWritten(each.Source) && !KnownSettings.IsInSection(each.Key))
        .Where(each => MisspeltSections.Meant(each.Key) is null)
        .Select(each => $"{each.Key} ({each.Source}) is not a setting of the server." +
            Suggestion.Sentence(each.Key, KnownSettings.KeysLike(each.Key)));
}

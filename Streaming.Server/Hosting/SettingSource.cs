using System.Collections;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace Streaming.Server.Hosting;

/// <summary>Determines the origin of the value of a configuration key, such as a file or an environment variable.</summary>
internal static class SettingSource
{
    /// <summary>The origin of a value that is not set, so that the default applies.</summary>
    public const string Default = "default";

    /// <summary>The origin of a value that the code of the program sets.</summary>
    public const string Code = "code";

    /// <summary>The origin of a value that an argument of the program sets.</summary>
    public const string CommandLine = "command line";

    private static readonly string[] s_prefixes = [string.Empty, "ASPNETCORE_", "DOTNET_"];

    /// <summary>
    /// Returns the origin of the value of a key; null if the key has no value. If several configuration sources contain the key, the last
    /// one applies.
    /// </summary>
    public static string? Of(IConfiguration configuration, string key) =>
        configuration is IConfigurationRoot root
            ? root.Providers.Reverse().Select(provider => Of(provider, key)).FirstOrDefault(source => source is not null)
            : null;

    /// <summary>
    /// Returns whether an operator writes keys in a source (a file or the command line). An unknown key in such a source is a mistake.
    /// </summary>
    public static bool IsWritten(string? source) =>
        source is CommandLine || source?.StartsWith("file ", StringComparison.Ordinal) == true;

    private static string? Of(IConfigurationProvider provider, string key)
    {
        if (provider is ChainedConfigurationProvider chained)
            return Of(chained.Configuration, key);
        if (!provider.TryGet(key, out var value) || value is null)
            return null;
        return provider switch
        {
            CommandLineConfigurationProvider => CommandLine,
            EnvironmentVariablesConfigurationProvider => $"environment variable {Variable(key, value)}",
            FileConfigurationProvider { Source.Path: { } path } => path == "secrets.json" ? "user secrets" : $"file {path}",
            MemoryConfigurationProvider => Code,
            _ => provider.GetType().Name,
        };
    }

    private static string Variable(string key, string value) => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => value.Equals(variable.Value))
        .Select(variable => (string)variable.Key)
        .FirstOrDefault(name => s_prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            && name[prefix.Length..].Replace("__", ":", StringComparison.Ordinal).Equals(key, StringComparison.OrdinalIgnoreCase)))
        ?? key.Replace(":", "__", StringComparison.Ordinal);
}

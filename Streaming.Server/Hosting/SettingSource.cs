using System.Collections;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace Streaming.Server.Hosting;

/// <summary>Finds out what sets a key of the configuration.</summary>
internal static class SettingSource
{
    /// <summary>The source of values that nothing sets.</summary>
    public const string Default = "default";

    /// <summary>The source of values that the program itself sets.</summary>
    public const string Code = "code";

    /// <summary>The source of arguments of the program.</summary>
    public const string CommandLine = "command line";

    private static readonly string[] s_prefixes = [string.Empty, "ASPNETCORE_", "DOTNET_"];

    /// <summary>Returns the source that sets a key; null if none does. Of several sources, the last one sets it.</summary>
    public static string? Of(IConfiguration configuration, string key) =>
        configuration is IConfigurationRoot root
            ? root.Providers.Reverse().Select(provider => Of(provider, key)).FirstOrDefault(source => source is not null)
            : null;

    /// <summary>Returns whether a source is one in which an operator writes keys, so that an unknown key there is a mistake.</summary>
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

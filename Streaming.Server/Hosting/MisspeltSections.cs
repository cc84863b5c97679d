using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Hosting;

/// <summary>
/// Finds configuration keys in sections with misspelt names, such as <c>Storge:Path</c>. Nothing reads such a key, so that the default
/// would apply without a message. Other sections that the server does not know may belong to other programs.
/// </summary>
internal static class MisspeltSections
{
    private const int Letters = 2;

    /// <summary>Returns a sentence for each key in a section with a misspelt name, from all sources of the configuration.</summary>
    public static IReadOnlyList<string> Find(IConfiguration configuration) =>
    [
        .. configuration.AsEnumerable().Where(each => each.Value is not null && Meant(each.Key) is not null).Select(each => each.Key)
            .Order(StringComparer.Ordinal).Select(key =>
                $"{key}{SourceOf(configuration, key)} is not a setting of the server. Did you mean '{Meant(key)}'?"),
    ];

    /// <summary>Throws an exception if the configuration has a section with a misspelt name.</summary>
    /// <exception cref="StartException">The configuration has such a section.</exception>
    public static void Refuse(IConfiguration configuration)
    {
        if (Find(configuration) is { Count: > 0 } sentences)
            throw new StartException(string.Join(Environment.NewLine, sentences));
    }

    /// <summary>
    /// Returns the key that is probably meant if the section of a key is misspelt: at most two letters differ from the name of a known
    /// section, and at most one of a short name. Otherwise returns null.
    /// </summary>
    public static string? Meant(string key)
    {
        var parts = key.Split(':', 2);
        if (parts.Length < 2 || KnownSettings.HasNoOptions(key)
            || KnownSettings.Sections.Contains(parts[0], StringComparer.OrdinalIgnoreCase)
            || Suggestion.Nearest(parts[0], KnownSettings.Sections, Letters) is not { } section)
            return null;
        var corrected = $"{section}:{parts[1]}";
        return KnownSettings.Contains(corrected) ? corrected
            : Suggestion.Nearest(corrected, KnownSettings.KeysLike(corrected)) ?? corrected;
    }

    private static string SourceOf(IConfiguration configuration, string key) =>
        SettingSource.Of(configuration, key) is { } source ? $" ({source})" : string.Empty;
}

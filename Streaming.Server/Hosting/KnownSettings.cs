using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Hosting;

/// <summary>
/// Contains the configuration keys that have an effect: those of the server, of ASP.NET Core, and of libraries that read the same
/// configuration.
/// </summary>
internal static class KnownSettings
{
    /// <summary>The keys that belong to no options class. All of them are keys of ASP.NET Core, except the last two.</summary>
    public static IReadOnlyList<string> Single { get; } =
    [
        "Urls", "http_ports", "https_ports", "environment", "contentRoot", "applicationName", "AllowedHosts", "webroot", "detailedErrors",
        "shutdownTimeoutSeconds", "preferHostingUrls", "hostBuilder:reloadConfigOnChange", PublicPath.Key, "ConnectionStrings:Streaming",
    ];

    // The beginnings of keys that other programs read, so that this program does not know the whole keys: ASP.NET Core, OpenTelemetry, and
    // the client library of PostgreSQL.
    private static readonly string[] s_open =
        ["Logging:", "Kestrel:", "Authentication:Schemes:Bearer:", "OTEL_", "PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD"];

    /// <summary>
    /// All keys with a fixed name, which are suggested for misspelt keys. Of a list, only the key of the first item is included.
    /// </summary>
    public static IEnumerable<string> Keys => KeysLike(string.Empty);

    /// <summary>The names of the sections that the server or a library reads.</summary>
    public static IEnumerable<string> Sections => SettingSections.All.Select(section => section.Name)
        .Concat(s_open.Concat(Single).Where(key => key.Contains(':', StringComparison.Ordinal)).Select(SectionOf))
        .Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the first part of a key, such as <c>Storage</c> of <c>Storage:Path</c>.</summary>
    public static string SectionOf(string key) => key.Split(':')[0];

    /// <summary>
    /// Returns all keys with a fixed name. The names and numbers of items are those of a given key: <c>Topics:Policies:rooms:Match</c> for
    /// <c>Topics:Policies:rooms:Mach</c>.
    /// </summary>
    public static IEnumerable<string> KeysLike(string given) =>
        SettingSections.All.SelectMany(section => KeysOf(section.Name, section.Type, given.Split(':'))).Concat(Single)
            .Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns whether the server or a library reads the key, and the key belongs to no options class.</summary>
    public static bool HasNoOptions(string key) => Single.Contains(key, StringComparer.OrdinalIgnoreCase)
        || Array.Exists(s_open, prefix => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns whether a configuration key has an effect. Upper and lower case are the same.</summary>
    public static bool Contains(string key)
    {
        if (HasNoOptions(key))
            return true;
        var parts = key.Split(':');
        return SettingSections.All.Any(section => parts.Length > 1
            && section.Name.Equals(parts[0], StringComparison.OrdinalIgnoreCase) && IsIn(section.Type, parts.AsSpan(1)));
    }

    /// <summary>
    /// Returns whether a key belongs to a section that is bound to an options class. Such a section itself reports unknown keys as errors.
    /// </summary>
    public static bool IsInSection(string key) =>
        SettingSections.All.Any(section => section.Name.Equals(SectionOf(key), StringComparison.OrdinalIgnoreCase));

    private static bool IsIn(Type type, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty)
            return OptionsShape.IsValue(type);
        if (path[0].Length == 0)
            return false;
        if (OptionsShape.ItemOf(type) is { } item)
            return IsIn(item, path[1..]);
        var name = path[0];
        return !OptionsShape.IsValue(type)
            && OptionsShape.SettingsOf(type).FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                is { } setting && IsIn(setting.PropertyType, path[1..]);
    }

    private static IEnumerable<string> KeysOf(string path, Type type, string[] given) =>
        OptionsShape.ItemOf(type) is { } item ? KeysOf($"{path}:{given.ElementAtOrDefault(path.Split(':').Length) ?? "0"}", item, given)
        : OptionsShape.IsValue(type) ? [path]
        : OptionsShape.SettingsOf(type).SelectMany(property => KeysOf($"{path}:{property.Name}", property.PropertyType, given));
}

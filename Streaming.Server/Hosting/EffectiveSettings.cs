using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Text;
using Streaming.Server.Storage.Postgresql;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Hosting;

/// <summary>
/// Collects all settings of the server, each with its value and the origin of the value. The values come from the options classes to which
/// the configuration is bound. If a section is not valid, its values come from the configuration itself.
/// </summary>
/// <param name="configuration">The configuration of the server.</param>
/// <param name="services">The services of the server, which contain its options; null if the server could not be built.</param>
internal sealed class EffectiveSettings(IConfiguration configuration, IServiceProvider? services)
{
    private const string Provider = "Storage:Provider";
    private const string DefaultProvider = "sqlite";

    /// <summary>Returns all settings, ordered by their sections. The settings that belong to no options class come first.</summary>
    public IReadOnlyList<EffectiveSetting> Read()
    {
        var isPostgres = "postgresql".Equals(configuration[Provider], StringComparison.OrdinalIgnoreCase);
        var other = isPostgres ? typeof(SqliteOptions) : typeof(PostgresqlOptions);
        var sections = SettingSections.All.Where(section => section.Type != other);
        return [.. Single(), .. sections.SelectMany(section =>
            Flatten(section.Name, section.Type, Bound(section.Type), Activator.CreateInstance(section.Type)))];
    }

    private IEnumerable<EffectiveSetting> Single()
    {
        var given = configuration.AsEnumerable().Where(each => each.Value is not null && KnownSettings.HasNoOptions(each.Key))
            .OrderBy(each => each.Key, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in given)
            yield return new EffectiveSetting(key, SecretSettings.Masked(key, value), Default: null, SourceOf(key));
    }

    // Returns the options object of a section; null if the section is not valid.
    private object? Bound(Type type)
    {
        try
        {
            var options = services?.GetService(typeof(IOptions<>).MakeGenericType(type));
            return options?.GetType().GetProperty(nameof(IOptions<>.Value))!.GetValue(options);
        }
        catch (TargetInvocationException e) when (e.InnerException is OptionsValidationException)
        {
            return null;
        }
    }

    private IEnumerable<EffectiveSetting> Flatten(string path, Type type, object? value, object? standard)
    {
        // Each store has options of its own with this setting, so the default of its options class is not the server's default.
        if (path == Provider)
            return [new EffectiveSetting(path, configuration[path] ?? DefaultProvider, DefaultProvider, SourceOf(path))];
        if (OptionsShape.IsValue(type))
        {
            var text = value is null && configuration[path] is { } given ? given : Format(value ?? standard);
            return [new EffectiveSetting(path, SecretSettings.Masked(path, text), Format(standard), SourceOf(path))];
        }

        if (OptionsShape.ItemOf(type) is { } item)
            return Items(path, item, value ?? standard);
        return OptionsShape.SettingsOf(type).SelectMany(property => Flatten(
            $"{path}:{property.Name}", property.PropertyType, Of(property, value), Of(property, standard)));
    }

    private List<EffectiveSetting> Items(string path, Type item, object? list)
    {
        var keys = configuration.GetSection(path).GetChildren().Select(child => child.Key).ToList();
        IEnumerable<(string Key, object? Value)> items = list switch
        {
            IDictionary map => map.Keys.Cast<object>().Select(key => ((string)key, map[key])),
            IEnumerable each => each.Cast<object>().Select((value, index) =>
                (index < keys.Count ? keys[index] : index.ToString(CultureInfo.InvariantCulture), (object?)value)),
            _ => [],
        };
        // If the configuration has no key for an item of the list, the code of the program has added the item.
        var all = items.SelectMany(each => Flatten($"{path}:{each.Key}", item, each.Value, standard: null)
            .Select(setting => keys.Contains(each.Key) ? setting : setting with { Source = SettingSource.Code })).ToList();
        return all.Count > 0 ? all : [new EffectiveSetting(path, Value: null, Default: null, SettingSource.Default)];
    }

    private string SourceOf(string key) => SettingSource.Of(configuration, key) ?? SettingSource.Default;

    private static object? Of(PropertyInfo property, object? options) => options is null ? null : property.GetValue(options);

    private static string? Format(object? value) => value switch
    {
        null => null,
        TimeSpan time => Duration.Format(time),
        bool on => on ? "true" : "false",
        Enum name => name.ToString().ToLowerInvariant(),
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}

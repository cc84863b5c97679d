using System.ComponentModel;
using System.Reflection;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Configuration;

/// <summary>
/// Checks whether a configuration section is valid for an options class, and converts times such as <c>15s</c> to the format that .NET can
/// bind.
/// </summary>
internal sealed class OptionsSectionReader
{
    private readonly Dictionary<string, string?> _values;
    private readonly List<string> _failures = [];

    // A configuration key whose value is null is treated like a missing key: its option keeps the default value.
    private OptionsSectionReader(IConfigurationSection section) =>
        _values = section.AsEnumerable().Where(each => each.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Checks that a configuration section is valid for an options class, and returns the section in a form that .NET can bind to this
    /// class.
    /// </summary>
    /// <param name="section">The section.</param>
    /// <param name="type">The options class.</param>
    /// <param name="other">Another options class that the section may have; null if there is none.</param>
    /// <returns>The section in the form that .NET can bind, and a sentence for each invalid value.</returns>
    public static (IConfigurationSection Section, IReadOnlyList<string> Failures) Read(
        IConfigurationSection section, Type type, OtherOptions? other = null)
    {
        var reader = new OptionsSectionReader(section);
        reader.ReadObject(section, type, other);
        var copy = new ConfigurationBuilder().AddInMemoryCollection(reader._values).Build();
        return (copy.GetSection(section.Path), reader._failures);
    }

    private void ReadObject(IConfigurationSection section, Type type, OtherOptions? other = null)
    {
        var properties = OptionsShape.SettingsOf(type).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        if (!string.IsNullOrEmpty(section.Value))
            _failures.Add($"{section.Path} is not a value; set {section.Path}:{properties.Keys.First()} and others.");
        foreach (var child in section.GetChildren())
        {
            if (properties.TryGetValue(child.Key, out var property))
                Read(child, property.PropertyType, property);
            else if (other?.Have(child.Key) == true)
                _failures.Add($"{child.Path} applies only with {other.Condition}; remove it.");
            else
                _failures.Add($"{child.Path} is not a setting; {section.Path} has {string.Join(", ", properties.Keys)}.");
        }
    }

    private void Read(IConfigurationSection section, Type type, PropertyInfo property)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (OptionsShape.ItemOf(type) is { } item)
        {
            if (!string.IsNullOrEmpty(section.Value))
                _failures.Add($"{section.Path} is a list; set {section.Path}:0 and so on.");
            foreach (var child in section.GetChildren())
                Read(child, item, property);
        }
        else if (OptionsShape.IsValue(type))
        {
            ReadValue(section, type, property);
        }
        else
        {
            ReadObject(section, type);
        }
    }

    private void ReadValue(IConfigurationSection section, Type type, PropertyInfo property)
    {
        if (section.Value is not { } text)
        {
            if (section.GetChildren().Any())
                _failures.Add($"{section.Path} is a single value; set {section.Path} itself, not a key below it.");
        }
        else if (text.Length == 0 && Nullable.GetUnderlyingType(property.PropertyType) is not null)
        {
            _values.Remove(section.Path);
        }
        else if (type == typeof(TimeSpan))
        {
            ReadTime(section.Path, text, property.GetCustomAttribute<DurationRangeAttribute>());
        }
        else if (!CanConvert(type, text))
        {
            _failures.Add($"{section.Path} is '{text}'; give {Kind(type)}.");
        }
    }

    private void ReadTime(string path, string text, DurationRangeAttribute? range)
    {
        if (Duration.TryParse(text, out var time, range?.Unit))
            _values[path] = time.ToString("c");
        else
            _failures.Add($"{path} is '{text}'; {range?.Allowed ?? "give a time"}, such as 500ms, 15s, 5m, 2h, 7d or " +
                $"00:00:15{(range is null ? null : $"; a number without a unit is in {range.Unit}")}.");
    }

    private static bool CanConvert(Type type, string text)
    {
        if (type.IsEnum)
            return Enum.TryParse(type, text, ignoreCase: true, out var value) && Enum.IsDefined(type, value!);
        try
        {
            TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Kind(Type type) =>
        type.IsEnum ? string.Join(" or ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))
        : type == typeof(bool) ? "true or false"
        : type == typeof(double) ? "a number"
        : "a whole number";
}

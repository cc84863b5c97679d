using System.ComponentModel;
using System.Reflection;

namespace Streaming.Server.Core.Configuration;

/// <summary>Describes the settings of an options class: its properties, lists of settings, and nested options.</summary>
internal static class OptionsShape
{
    /// <summary>Returns the properties of an options class that the configuration can set.</summary>
    public static IEnumerable<PropertyInfo> SettingsOf(Type type) => type.GetProperties()
        .Where(property => property.SetMethod?.IsPublic == true || ItemOf(property.PropertyType) is not null);

    /// <summary>Returns the type of the items of a list, or of the values of a dictionary; null for another type.</summary>
    public static Type? ItemOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is { } open
        ? open == typeof(IList<>) ? type.GetGenericArguments()[0] : open == typeof(IDictionary<,>) ? type.GetGenericArguments()[1] : null
        : null;

    /// <summary>Returns whether one text of the configuration sets a value of this type.</summary>
    public static bool IsValue(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(TimeSpan) || type == typeof(string) || TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));
    }
}

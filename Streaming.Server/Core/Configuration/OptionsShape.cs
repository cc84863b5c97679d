using System.ComponentModel;
using System.Reflection;

namespace Streaming.Server.Core.Configuration;

/// <summary>Describes the configuration keys of an options class: its simple properties, its lists and its nested classes.</summary>
internal static class OptionsShape
{
    /// <summary>Returns those properties of an options class that the configuration can set.</summary>
    public static IEnumerable<PropertyInfo> SettingsOf(Type type) => type.GetProperties()
        .Where(property => property.SetMethod?.IsPublic == true || ItemOf(property.PropertyType) is not null);

    /// <summary>Returns the type of the items of a list, or of the values of a dictionary; null if the type is neither.</summary>
    public static Type? ItemOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is { } open
        ? open == typeof(IList<>) ? type.GetGenericArguments()[0] : open == typeof(IDictionary<,>) ? type.GetGenericArguments()[1] : null
        : null;

    /// <summary>Returns whether a value of this type is set by a single text in the configuration.</summary>
    public static bool IsValue(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsPrimitive || type.IsEnum || type == typeof(TimeSpan) || type == typeof(string))
            return true;
        // The options classes of this server have no converters. Looking for one takes time at each start.
        return type.Assembly != typeof(OptionsShape).Assembly && TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));
    }
}

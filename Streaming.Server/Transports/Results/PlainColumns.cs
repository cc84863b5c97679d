using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using CsvHelper;

namespace Streaming.Server.Transports.Results;

/// <summary>
/// Creates the CSV columns of a type from its public properties. Used for types for which the library CsvHelper has no writer. The
/// attributes <c>CsvColumn</c> (name and index), <c>CsvFormat</c> and <c>CsvIgnore</c> are applied. All other attributes of CsvHelper need
/// the writer of CsvHelper.
/// </summary>
internal static class PlainColumns
{
    private const string ValueColumn = "Value";

    private static readonly Type[] s_known = [typeof(CsvColumnAttribute), typeof(CsvFormatAttribute), typeof(CsvIgnoreAttribute)];

    /// <summary>Returns the CSV columns of a type.</summary>
    /// <exception cref="InvalidOperationException">The rows of the type cannot be written as CSV.</exception>
    public static PlainColumn<T>[] Of<T>()
    {
        var type = typeof(T);
        if (IsSimple(type))
            return [new PlainColumn<T>(ValueColumn, Writer<T>(row => row, type, format: null))];
        if (type == typeof(object) || type.IsAssignableTo(typeof(IEnumerable)))
            throw new InvalidOperationException(
                $"Rows of the type {type} cannot be written as CSV, since their columns are not known; return rows of a type with " +
                "properties.");
        var columns = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .Select(property => (Property: property, Attributes: AttributesOf(property)))
            .Where(each => !each.Attributes.OfType<CsvIgnoreAttribute>().Any())
            .OrderBy(each => IndexOf(each.Attributes))
            .Select(each => Column<T>(each.Property, each.Attributes)).ToArray();
        return columns.Length > 0 ? columns
            : throw new InvalidOperationException($"Rows of the type {type} cannot be written as CSV, since it has no public property.");
    }

    private static PlainColumn<T> Column<T>(PropertyInfo property, Attribute[] attributes)
    {
        var name = attributes.OfType<CsvColumnAttribute>().FirstOrDefault()?.Name ?? property.Name;
        var format = attributes.OfType<CsvFormatAttribute>().FirstOrDefault()?.Format;
        return new PlainColumn<T>(name, Writer<T>(row => Expression.Property(row, property), property.PropertyType, format));
    }

    // Returns the index of a column. Columns without an index follow those with an index.
    private static int IndexOf(Attribute[] attributes) =>
        attributes.OfType<CsvColumnAttribute>().FirstOrDefault()?.Index is >= 0 and var index ? index : int.MaxValue;

    // Returns the attributes of a property. If a parameter of a record's constructor sets the property, also returns the attributes of this
    // parameter.
    private static Attribute[] AttributesOf(PropertyInfo property)
    {
        var parameters = property.DeclaringType!.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .Where(parameter => parameter.Name == property.Name && parameter.ParameterType == property.PropertyType);
        Attribute[] all = [.. property.GetCustomAttributes(), .. parameters.SelectMany(parameter => parameter.GetCustomAttributes())];
        var unknown = all.FirstOrDefault(
            each => each.GetType().Assembly == typeof(CsvColumnAttribute).Assembly && !s_known.Contains(each.GetType()));
        return unknown is null ? all
            : throw new InvalidOperationException(
                $"{property.DeclaringType}.{property.Name} has the attribute {unknown.GetType().Name}, which needs CsvHelper's writer; " +
                "make the type partial and give it [CsvRecord], or write a [CsvRecordMap].");
    }

    // Compiles a function that reads one property of a row and writes its value to the CSV file. PlainFields has one write method for each
    // type; the function calls the method for the type of the property.
    private static Action<CsvWriter, T, JsonSerializerOptions> Writer<T>(
        Func<ParameterExpression, Expression> read, Type type, string? format)
    {
        var csv = Expression.Parameter(typeof(CsvWriter));
        var row = Expression.Parameter(typeof(T));
        var json = Expression.Parameter(typeof(JsonSerializerOptions));
        Expression body = Nullable.GetUnderlyingType(type) is { } underlying
            ? Expression.IfThenElse(
                Expression.Property(read(row), nameof(Nullable<>.HasValue)),
                Write(csv, Expression.Property(read(row), nameof(Nullable<>.Value)), underlying, format, json),
                Write(csv, Expression.Constant(null, typeof(string)), typeof(string), format, json))
            : Write(csv, read(row), type, format, json);
        return Expression.Lambda<Action<CsvWriter, T, JsonSerializerOptions>>(body, csv, row, json).Compile();
    }

    private static MethodCallExpression Write(
        ParameterExpression csv, Expression value, Type type, string? format, ParameterExpression json)
    {
        if (type == typeof(string))
            return Expression.Call(typeof(PlainFields), nameof(PlainFields.WriteText), typeArguments: null, csv, value);
        if (type == typeof(bool))
            return Expression.Call(typeof(PlainFields), nameof(PlainFields.WriteBoolean), typeArguments: null, csv, value);
        if (type == typeof(byte[]))
            return Expression.Call(typeof(PlainFields), nameof(PlainFields.WriteBytes), typeArguments: null, csv, value);
        if (!IsSimple(type))
            return Expression.Call(typeof(PlainFields), nameof(PlainFields.WriteJson), [type], csv, value, json);
        var method = type.IsValueType && type.IsAssignableTo(typeof(IUtf8SpanFormattable)) ? nameof(PlainFields.WriteValue)
            : nameof(PlainFields.WriteOther);
        return Expression.Call(typeof(PlainFields), method, [type], csv, value, Expression.Constant(format, typeof(string)));
    }

    private static bool IsSimple(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) || type == typeof(bool) || type == typeof(byte[]) || type == typeof(Uri)
            || type.IsAssignableTo(typeof(IFormattable));
    }
}

using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace Streaming.Server.Transports.Results;

/// <summary>Writes single values as CSV fields.</summary>
internal static class PlainFields
{
    public static void WriteText(CsvWriter csv, string? value) => csv.WriteField(value);

    public static void WriteBoolean(CsvWriter csv, bool value) => csv.WriteField(value);

    public static void WriteBytes(CsvWriter csv, byte[]? value) => csv.WriteField(value is null ? null : Convert.ToBase64String(value));

    /// <summary>Writes a number, a date, or another value of a type that formats its own values.</summary>
    public static void WriteValue<TValue>(CsvWriter csv, TValue value, string? format)
        where TValue : IUtf8SpanFormattable => csv.WriteField(value, format, csv.Options.FormatProvider);

    /// <summary>Writes a value as the text that its method <c>ToString</c> returns, such as an enum or a URI.</summary>
    public static void WriteOther<TValue>(CsvWriter csv, TValue value, string? format) =>
        csv.WriteField((value as IFormattable)?.ToString(format, CultureInfo.InvariantCulture) ?? value?.ToString());

    /// <summary>Writes a value that has no text form, such as an object or a list, as JSON.</summary>
    public static void WriteJson<TValue>(CsvWriter csv, TValue value, JsonSerializerOptions json)
    {
        if (value is null)
            csv.WriteField((string?)null);
        else
            csv.WriteField(JsonSerializer.SerializeToUtf8Bytes(value, json).AsSpan());
    }
}

using System.Globalization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>Reads texts and numbers from the query parameters of a request.</summary>
internal static class QueryValues
{
    /// <summary>Returns the first value of a query parameter, or null if the parameter is missing or blank.</summary>
    public static string? Text(HttpRequest request, string name) =>
        request.QueryString.HasValue && request.Query.TryGetValue(name, out var values) && !string.IsNullOrWhiteSpace(values[0])
            ? values[0] : null;

    /// <summary>Reads a query parameter that is a whole number from 1 to a maximum.</summary>
    /// <param name="text">The text of the parameter.</param>
    /// <param name="name">The name of the parameter, which the error message to the client contains.</param>
    /// <param name="defaultValue">The number to return if the parameter is missing or empty.</param>
    /// <param name="maximum">The largest allowed number.</param>
    /// <exception cref="RefusalException">The text is not a whole number from 1 to the maximum.</exception>
    public static int Number(string? text, string name, int defaultValue, int maximum) =>
        (int)Number(text, name, defaultValue, maximum, $"give a whole number from 1 to {maximum}");

    /// <summary>Reads a query parameter that is a whole number of at least 1.</summary>
    /// <param name="text">The text of the parameter.</param>
    /// <param name="name">The name of the parameter, which the error message to the client contains.</param>
    /// <param name="defaultValue">The number to return if the parameter is missing or empty.</param>
    /// <param name="advice">The end of the error message to the client, which describes the value to send, such as "give a whole number of
    /// at least 1".</param>
    /// <exception cref="RefusalException">The text is not a whole number of at least 1.</exception>
    public static long Number(string? text, string name, long defaultValue, string advice) =>
        Number(text, name, defaultValue, long.MaxValue, advice);

    private static long Number(string? text, string name, long defaultValue, long maximum, string advice)
    {
        if (string.IsNullOrEmpty(text))
            return defaultValue;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= maximum
            ? number
            : throw RefusalException.Invalid($"The {name} is not valid; {advice}.");
    }
}

using System.Globalization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>
/// Reads numbers from the query parameters of a request. Times and durations are read by the types <c>Timestamp</c> and <c>Duration</c> in
/// <c>Core/Text</c>.
/// </summary>
internal static class QueryValues
{
    /// <summary>Reads a query parameter that is a whole number from 1 to a maximum.</summary>
    /// <param name="text">The text of the parameter.</param>
    /// <param name="name">The name of the parameter, which the error message to the client contains.</param>
    /// <param name="missing">The number to return if the parameter is missing or empty.</param>
    /// <param name="most">The largest allowed number.</param>
    /// <exception cref="RefusalException">The text is not a whole number from 1 to the maximum.</exception>
    public static int Number(string? text, string name, int missing, int most) =>
        (int)Number(text, name, missing, most, $"give a whole number from 1 to {most}");

    /// <summary>Reads a query parameter that is a whole number of at least 1.</summary>
    /// <param name="text">The text of the parameter.</param>
    /// <param name="name">The name of the parameter, which the error message to the client contains.</param>
    /// <param name="missing">The number to return if the parameter is missing or empty.</param>
    /// <param name="advice">A clause that describes the value to send, such as "give a whole number of at least 1", with which the error
    /// message to the client ends.</param>
    /// <exception cref="RefusalException">The text is not a whole number of at least 1.</exception>
    public static long Number(string? text, string name, long missing, string advice) => Number(text, name, missing, long.MaxValue, advice);

    private static long Number(string? text, string name, long missing, long most, string advice)
    {
        if (string.IsNullOrEmpty(text))
            return missing;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw RefusalException.Invalid($"The {name} is not valid; {advice}.");
    }
}

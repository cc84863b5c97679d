using System.Globalization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>
/// Reads numbers from the query of a request. Times and durations are read by <c>Timestamp</c> and <c>Duration</c> in <c>Core/Text</c>.
/// </summary>
internal static class QueryValues
{
    /// <summary>Reads a whole number from 1 to a maximum.</summary>
    /// <param name="text">The parameter's text.</param>
    /// <param name="name">The parameter's name, for the refusal.</param>
    /// <param name="missing">The result for a parameter that is missing or empty.</param>
    /// <param name="most">The maximum.</param>
    /// <exception cref="RefusalException">The text is not such a number.</exception>
    public static int Number(string? text, string name, int missing, int most) =>
        (int)Number(text, name, missing, most, $"give a whole number from 1 to {most}");

    /// <summary>Reads a whole number of at least 1.</summary>
    /// <param name="text">The parameter's text.</param>
    /// <param name="name">The parameter's name, for the refusal.</param>
    /// <param name="missing">The result for a parameter that is missing or empty.</param>
    /// <param name="advice">What the client should send, for the refusal.</param>
    /// <exception cref="RefusalException">The text is not such a number.</exception>
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

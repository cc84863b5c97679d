using System.Globalization;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Parses whole numbers in the only form that the Durable Streams protocol allows: digits without a sign and without leading zeros.
/// </summary>
internal static class WholeNumber
{
    /// <summary>Parses a whole number. Returns false if the text has another form, or if the number is too large.</summary>
    public static bool TryParse(string text, out long number)
    {
        number = 0;
        return (text.Length == 1 || !text.StartsWith('0'))
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Parses the dates and times in requests (RFC 3339 or ISO 8601), such as <c>2027-01-31T18:00:00Z</c>, <c>2027-01-31T19:00+01:00</c> or
/// <c>2027-01-31</c>. A time without a time zone is in UTC. Digits after the microseconds are ignored.
/// </summary>
internal static partial class Timestamp
{
    private const string Forms =
        "give one such as 2027-01-31T18:00:00Z, 2027-01-31T19:00:00+01:00 or 2027-01-31 (UTC where no zone is given; a plus sign in a " +
        "URL is written %2B)";

    /// <summary>Parses a date and time, such as <c>2027-01-31T18:00:00Z</c>.</summary>
    /// <param name="text">The text to parse.</param>
    /// <param name="name">The name of the parsed value, for the error message.</param>
    /// <exception cref="RefusalException">The text is not a valid date and time.</exception>
    public static DateTimeOffset Parse(string text, string name) =>
        TryParse(text, out var time) ? time : throw RefusalException.Invalid($"The time in {name} is not valid; {Forms}.");

    /// <summary>Parses a date and time, such as <c>2027-01-31T18:00:00Z</c>.</summary>
    /// <param name="text">The text to parse.</param>
    /// <param name="time">The parsed date and time, in the time zone that the text contains.</param>
    /// <returns>True if the text is a valid date and time.</returns>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (Pattern().Match(text) is not { Success: true } match)
            return false;
        var (clock, second) = (match.Groups["clock"].Value, match.Groups["second"].Value);
        var digits = $"{match.Groups["date"].Value}T{(clock.Length == 0 ? "00:00" : clock)}:{(second.Length == 0 ? "00" : second)}";
        if (!DateTime.TryParseExact(digits, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || Offset(match.Groups["zone"].Value) is not { } offset)
            return false;
        var ticks = local.Ticks + Fraction(match.Groups["fraction"].Value);
        if (ticks - offset.Ticks is < 0 || ticks - offset.Ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new DateTimeOffset(ticks, offset);
        return true;
    }

    private static long Fraction(string digits) =>
        digits.Length == 0 ? 0 : long.Parse(
            digits.PadRight(6, '0').AsSpan(0, 6), NumberStyles.None, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond;

    private static TimeSpan? Offset(string zone)
    {
        if (zone is "" or "Z" or "z")
            return TimeSpan.Zero;
        var digits = zone.Replace(":", string.Empty, StringComparison.Ordinal);
        var hours = int.Parse(digits.AsSpan(1, 2), NumberStyles.None, CultureInfo.InvariantCulture);
        var minutes = digits.Length > 3 ? int.Parse(digits.AsSpan(3, 2), NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0))
            return null;
        var offset = new TimeSpan(hours, minutes, 0);
        return zone[0] == '-' ? -offset : offset;
    }

    [GeneratedRegex(
        @"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})([Tt ](?<clock>[0-9]{2}:[0-9]{2})(:(?<second>[0-9]{2})([.,](?<fraction>[0-9]{1,9}))?)?"
        + @"(?<zone>[Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Pattern();
}

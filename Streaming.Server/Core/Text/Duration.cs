using System.Buffers;
using System.Globalization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Parses and formats the durations in requests and in the configuration. Allowed are a number with a unit (<c>500ms</c>, <c>10s</c>,
/// <c>5m</c> or <c>5 min</c>, <c>2h</c>, <c>7d</c> or <c>7 days</c>) and the format of .NET (<c>00:05:00</c>, <c>1.00:00:00</c>).
/// </summary>
internal static class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] s_units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)),
            ("d", TimeSpan.FromDays(1)),
        ("min", TimeSpan.FromMinutes(1)), ("day", TimeSpan.FromDays(1)), ("days", TimeSpan.FromDays(1)),
    ];

    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.");

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3_650);

    /// <summary>Parses a duration from zero to ten years, such as <c>10s</c>.</summary>
    /// <param name="text">The text to parse, such as <c>10s</c>.</param>
    /// <param name="what">The name of the parsed value, for the error message.</param>
    /// <exception cref="RefusalException">The text is not a duration, or the duration is longer than ten years.</exception>
    public static TimeSpan Parse(string text, string what)
    {
        if (TryParse(text, out var duration) && duration >= TimeSpan.Zero && duration <= s_longest)
            return duration;
        throw RefusalException.Invalid(
            $"The value of '{what}' is not valid; give a time such as 500ms, 10s, 5m, 2h, 7d or 00:05:00, at most 3650d.");
    }

    /// <summary>
    /// Parses a duration of at most ten years, such as 10s. A duration in the format of .NET (with colons, such as 00:05:00) may also be
    /// longer or negative; the caller checks its range.
    /// </summary>
    /// <param name="text">The text to parse, such as <c>10s</c>.</param>
    /// <param name="duration">The parsed duration.</param>
    /// <param name="unit">The unit to use if the text is a number without a unit; null if the text must contain a unit.</param>
    public static bool TryParse(string text, out TimeSpan duration, string? unit = null)
    {
        text = text.Trim();
        if (text.Contains(':', StringComparison.Ordinal))
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
        var end = text.AsSpan().IndexOfAnyExcept(s_number);
        var (number, named) = end < 0 ? (text, unit) : (text[..end], text[end..].TrimStart());
        duration = default;
        if (Length(named) is not { } length
            || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            || !(count * length.TotalDays <= s_longest.TotalDays))
            return false;
        duration = length * count;
        return true;
    }

    /// <summary>Formats a duration as a whole number of the largest possible unit, such as <c>90s</c> or <c>2h</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0s";
        foreach (var (unit, length) in (ReadOnlySpan<(string, TimeSpan)>)[s_units[4], s_units[3], s_units[2], s_units[1], s_units[0]])
        {
            if (duration.Ticks % length.Ticks == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / length.Ticks}{unit}");
        }

        return duration.ToString("c", CultureInfo.InvariantCulture);
    }

    private static TimeSpan? Length(string? unit)
    {
        foreach (var (name, length) in s_units)
        {
            if (name == unit)
                return length;
        }

        return null;
    }
}

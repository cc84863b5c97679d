using System.Globalization;

namespace Streaming.Server.Messages;

/// <summary>A length of time as people write it: <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>, or <c>00:05:00</c>.</summary>
public static class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] s_units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3_650);

    /// <summary>Reads a duration, from nothing up to ten years.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it is called, for the refusal.</param>
    /// <exception cref="RefusalException">It is none.</exception>
    public static TimeSpan Parse(string text, string what)
    {
        if (TryParse(text, out var duration) && duration >= TimeSpan.Zero && duration <= s_longest)
            return duration;
        throw RefusalException.Invalid($"The {what} is not valid; give a time such as 500ms, 10s, 5m, 2h, 7d or 00:05:00, at most 3650d.");
    }

    private static bool TryParse(string text, out TimeSpan duration)
    {
        foreach (var (unit, length) in s_units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)
                || !double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || !(number * length.TotalDays <= s_longest.TotalDays))
                continue;
            duration = length * number;
            return true;
        }

        return TimeSpan.TryParseExact(text, ["c", "g"], CultureInfo.InvariantCulture, out duration) && text.Contains(':', StringComparison.Ordinal);
    }
}

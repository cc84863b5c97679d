using Cronos;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>The times at which a schedule fires: a cron line of five fields, or six with seconds first, in a time zone.</summary>
internal sealed class CronLine
{
    private const int FieldsWithSeconds = 6;
    private const int MaxLength = 200;

    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;

    private CronLine(CronExpression expression, TimeZoneInfo zone) => (_expression, _zone) = (expression, zone);

    /// <summary>Parses a cron line.</summary>
    /// <exception cref="RefusalException">The line is not a valid cron line, or the time zone is not known.</exception>
    public static CronLine Parse(string cron, string zone)
    {
        if (cron.Length > MaxLength)
            throw RefusalException.Invalid($"The cron line has {cron.Length} characters; give at most {MaxLength}.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            throw RefusalException.Invalid("The time zone is not known; use a name such as Europe/Berlin or UTC.");
        var fields = cron.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
        try
        {
            return new CronLine(CronExpression.Parse(cron, fields == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard),
                found);
        }
        // CronFormatException is not enough: for Jenkins syntax (H * * * *), the parser throws another type without its own base class.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw RefusalException.Invalid(
                $"The cron line is not valid: {e.Message} Give five fields such as '0 3 * * *', or six with seconds first such as '*/10 " +
                "* * * * *'.");
        }
    }

    /// <summary>The first firing after the given time; null if the line never fires again.</summary>
    public DateTime? NextAfter(DateTime utc) => _expression.GetNextOccurrence(utc, _zone);

    /// <summary>The first firing after the given time.</summary>
    /// <exception cref="RefusalException">The line never fires after that time.</exception>
    public DateTime FirstAfter(DateTime utc) =>
        NextAfter(utc) ?? throw RefusalException.Invalid(
            "The cron line never comes, such as a 30 February; give one that does, such as '0 3 * * *'.");

    /// <summary>The given number of firings after the given time.</summary>
    public IReadOnlyList<DateTime> Following(DateTime utc, int count) => [.. From(NextAfter(utc)).Take(count)];

    /// <summary>
    /// The firings from <paramref name="first"/>, which is one of them, through <paramref name="last"/>, at most <paramref name="most"/>.
    /// </summary>
    public IReadOnlyList<DateTime> Between(DateTime first, DateTime last, int most) =>
        [.. From(first).TakeWhile(time => time <= last).Take(most)];

    private IEnumerable<DateTime> From(DateTime? first)
    {
        for (var next = first; next is { } time; next = NextAfter(time))
            yield return time;
    }
}

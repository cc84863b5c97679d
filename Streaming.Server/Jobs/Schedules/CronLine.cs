using Cronos;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>When a schedule fires: a cron line of five fields, or six with seconds first, in a time zone.</summary>
internal sealed class CronLine
{
    private const int FieldsWithSeconds = 6;
    private const int MaxLength = 200;

    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;

    private CronLine(CronExpression expression, TimeZoneInfo zone) => (_expression, _zone) = (expression, zone);

    /// <summary>Reads a line.</summary>
    /// <exception cref="RefusalException">The line or the zone is none.</exception>
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
        // Not only CronFormatException: a line of Jenkins' dialect (H * * * *) has another one, without a base class of its own.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw RefusalException.Invalid(
                $"The cron line is not valid: {e.Message} Give five fields such as '0 3 * * *', or six with seconds first such as '*/10 " +
                "* * * * *'.");
        }
    }

    /// <summary>The first time after another; null for never.</summary>
    public DateTime? NextAfter(DateTime utc) => _expression.GetNextOccurrence(utc, _zone);

    /// <summary>The first time after another.</summary>
    /// <exception cref="RefusalException">The line never comes.</exception>
    public DateTime FirstAfter(DateTime utc) =>
        NextAfter(utc) ?? throw RefusalException.Invalid(
            "The cron line never comes, such as a 30 February; give one that does, such as '0 3 * * *'.");

    /// <summary>The first times after another.</summary>
    public IReadOnlyList<DateTime> Following(DateTime utc, int count) => [.. From(NextAfter(utc)).Take(count)];

    /// <summary>The times from one up to another, both included, at most so many.</summary>
    public IReadOnlyList<DateTime> Between(DateTime first, DateTime last, int most) =>
        [.. From(first).TakeWhile(time => time <= last).Take(most)];

    private IEnumerable<DateTime> From(DateTime? first)
    {
        for (var next = first; next is { } time; next = NextAfter(time))
            yield return time;
    }
}

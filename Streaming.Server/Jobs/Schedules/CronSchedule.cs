using Cronos;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>
/// Computes the times at which a schedule fires, from a cron expression and a time zone. The cron expression has five fields, or six fields
/// with seconds first.
/// </summary>
internal sealed class CronSchedule
{
    private const int FieldsWithoutSeconds = 5;
    private const int FieldsWithSeconds = 6;
    private const string Examples = "Give five fields such as '0 3 * * *', or six with seconds first such as '*/10 * * * * *'.";
    private const int MaxLength = 200;

    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;

    private CronSchedule(CronExpression expression, TimeZoneInfo zone) => (_expression, _zone) = (expression, zone);

    /// <summary>Parses a cron expression and a time zone.</summary>
    /// <exception cref="RefusalException">The cron expression is not valid, or the time zone is not known.</exception>
    public static CronSchedule Parse(string cron, string zone)
    {
        if (cron.Length > MaxLength)
            throw RefusalException.Invalid($"The cron line has {cron.Length} characters; give at most {MaxLength}.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            throw RefusalException.Invalid("The time zone is not known; use a name such as Europe/Berlin or UTC.");
        var fields = cron.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
        if (fields is not (FieldsWithoutSeconds or FieldsWithSeconds) && !cron.TrimStart().StartsWith('@'))
            throw RefusalException.Invalid($"The cron line is not valid: it has {fields} fields. {Examples}");
        try
        {
            return new CronSchedule(
                CronExpression.Parse(cron, fields == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard),
                found);
        }
        // Catches all exceptions, because for some texts (Jenkins syntax, H * * * *) the parser throws an exception of another class than
        // CronFormatException.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var reason = cron.TrimStart().StartsWith('@')
                ? "after '@' comes yearly, annually, monthly, weekly, daily, midnight, hourly, every_minute or every_second."
                : e.Message.Replace("The given cron expression has an invalid format. ", string.Empty, StringComparison.Ordinal);
            throw RefusalException.Invalid($"The cron line is not valid: {reason} {Examples}");
        }
    }

    /// <summary>Returns the first time after a given time at which the cron expression fires (UTC); null if it never fires again.</summary>
    public DateTime? NextAfter(DateTime utc) => _expression.GetNextOccurrence(utc, _zone);

    /// <summary>Returns the first time after a given time at which the cron expression fires (UTC).</summary>
    /// <exception cref="RefusalException">The cron expression never fires after the given time.</exception>
    public DateTime FirstAfter(DateTime utc) =>
        NextAfter(utc) ?? throw RefusalException.Invalid(
            "The cron line never fires, such as one for 30 February; give one that does, such as '0 3 * * *'.");

    /// <summary>
    /// Returns the next times after a given time at which the cron expression fires (UTC). The result has at most <paramref name="count"/>
    /// elements.
    /// </summary>
    public IReadOnlyList<DateTime> Following(DateTime utc, int count) => [.. From(NextAfter(utc)).Take(count)];

    /// <summary>
    /// Returns the times from <paramref name="first"/> to <paramref name="last"/> (both included) at which the cron expression fires. The
    /// result has at most <paramref name="limit"/> elements. The cron expression must fire at the time <paramref name="first"/>.
    /// </summary>
    public IReadOnlyList<DateTime> Between(DateTime first, DateTime last, int limit) =>
        [.. From(first).TakeWhile(time => time <= last).Take(limit)];

    private IEnumerable<DateTime> From(DateTime? first)
    {
        for (var next = first; next is { } time; next = NextAfter(time))
            yield return time;
    }
}

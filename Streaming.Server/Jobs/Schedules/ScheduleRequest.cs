using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>The body of <c>PUT /schedules/{name}</c>, which creates or replaces a schedule.</summary>
internal sealed record ScheduleRequest
{
    private const string Shape =
        "{\"cron\": \"0 3 * * *\", \"type\": \"…\", \"arguments\": {…}}, and if you like \"zone\": \"Europe/Berlin\", \"priority\": 0-9, " +
        "\"catchUp\": \"one\", \"all\" or \"none\", \"overlap\": true, \"attempts\": 3, \"timeLimit\": \"5m\", " +
        "\"paused\": true";
    private const int MaxNameLength = 50;

    /// <summary>The cron expression: five fields, or six fields with seconds first.</summary>
    public required string Cron { get; init; }

    /// <summary>The time zone of the cron expression, such as <c>Europe/Berlin</c> (default <c>UTC</c>).</summary>
    [DefaultValue("UTC")]
    public string Zone { get; init; } = "UTC";

    /// <summary>The type of the jobs that the schedule enqueues.</summary>
    public required string Type { get; init; }

    /// <summary>The arguments of the jobs that the schedule enqueues. The default is an empty object.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>
    /// The priority of the jobs that the schedule enqueues, from 0 to 9 (default 5). Jobs with a higher priority run first.
    /// </summary>
    [Range(0, 9)]
    [DefaultValue(5)]
    public int Priority { get; init; } = 5;

    /// <summary>
    /// The number of jobs for due times that passed while no server was running: <c>one</c> job for all of them together (default),
    /// <c>all</c> for one job each, or <c>none</c>.
    /// </summary>
    public CatchUp CatchUp { get; init; }

    /// <summary>
    /// True if the schedule enqueues a job even while its earlier jobs have not ended (default false). If false, the schedule then enqueues
    /// no job, and the firing (the due time) is recorded as skipped.
    /// </summary>
    [DefaultValue(false)]
    public bool Overlap { get; init; }

    /// <summary>The maximum number of attempts to run each job, from 1 to 100. The default is the maximum of the job's type.</summary>
    [Range(1, 100)]
    public int? Attempts { get; init; }

    /// <summary>The time limit of each attempt to run a job, such as <c>5m</c>. The default is the limit of the job's type.</summary>
    public string? TimeLimit { get; init; }

    /// <summary>True if the schedule is paused: it enqueues no jobs (default false).</summary>
    [DefaultValue(false)]
    public bool Paused { get; init; }

    /// <summary>Parses the JSON body of a request that creates or replaces a schedule.</summary>
    /// <exception cref="RefusalException">The body is not a valid schedule.</exception>
    public static ScheduleRequest Parse(ReadOnlySpan<byte> body) => JobJson.ReadBody<ScheduleRequest>(body, "schedule", Shape);

    /// <summary>Checks that a text is a valid name of a schedule, and returns it unchanged.</summary>
    /// <exception cref="RefusalException">The name of the schedule is empty, too long, or has characters that are not allowed.</exception>
    public static string CheckName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name is not ("." or "..") && TopicName.HasOnlyAllowedCharacters(name)
            ? name
            : throw RefusalException.Invalid(
                $"The schedule's name is not valid; use 1 to {MaxNameLength} letters A-Z, digits and _ - . : only.");

    /// <summary>
    /// Validates the request and converts it to a schedule. So mistakes are refused now, and not when the schedule fires.
    /// </summary>
    /// <exception cref="RefusalException">
    /// The cron expression, the time zone, the type, the arguments or the limits are not valid.
    /// </exception>
    public Schedule ToSchedule(string name, JobClient jobs, DateTime now)
    {
        var arguments = Arguments is { } given ? JobJson.Write(given) : "{}"u8.ToArray();
        TimeSpan? timeLimit = TimeLimit is { } limit ? Duration.Parse(limit, "timeLimit") : null;
        var options = new EnqueueOptions { Priority = Priority, Attempts = Attempts, TimeLimit = timeLimit };
        var job = jobs.Prepare(Type, arguments, options);
        return new Schedule
        {
            Name = name,
            Cron = Cron,
            Zone = Zone,
            Type = job.Job.Type,
            Arguments = job.Arguments,
            Priority = Priority,
            CatchUp = CatchUp,
            AllowsOverlap = Overlap,
            Attempts = Attempts,
            TimeLimit = timeLimit,
            IsPaused = Paused,
            Next = CronSchedule.Parse(Cron, Zone).FirstAfter(now),
        };
    }
}

using Streaming.Server.Jobs.HttpApi;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Schedules;
using static Streaming.Server.Hosting.OpenApi.DescribedContent;
using static Streaming.Server.Hosting.OpenApi.DescribedParameter;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Describes the HTTP operations of jobs, schedules and background tasks for the OpenAPI document.</summary>
internal static class JobOperations
{
    private const string Ndjson = "application/x-ndjson";

    public static Dictionary<string, DescribedOperation> All { get; } = new(StringComparer.Ordinal)
    {
        ["POST /jobs"] = new("enqueueJob", "Jobs", "Enqueue a job")
        {
            Parameters = [IdempotencyKey("type of job")],
            Body =
            [
                new("application/json", typeof(JobRequest), "One job, or an array of 1 to 1,000 jobs. If one job of an array is refused, " +
                    "none is enqueued.") { IsSingleOrList = true },
                new(Ndjson, Description: "One job in JSON on each line, up to 10,000 lines. Each line is enqueued or refused by itself."),
            ],
            MultiStatus =
            [
                new("application/json", typeof(JobView), "The jobs of an array, in its order.") { IsList = true },
                new(Ndjson, Description: "For each line of the request a line with its number (`line`), the `status` that it would have " +
                    "alone, and the `id` of the job or a sentence (`detail`) with the reason for the refusal."),
            ],
            Sentences = new Dictionary<int, string>
            {
                [StatusCodes.Status202Accepted] = "The job is enqueued.",
                [StatusCodes.Status207MultiStatus] = "All jobs of the array are enqueued, or the result of each line is in the body.",
            },
        },
        ["DELETE /jobs"] = new("cancelJobs", "Jobs", "Cancel the jobs that match a filter")
        {
            Parameters = ChangeParameters("The state of the jobs. Required.", ["queued", "running"])
        },
        ["POST /jobs/retry"] = new("retryJobs", "Jobs", "Queue the failed or cancelled jobs that match a filter again")
        {
            Parameters = ChangeParameters("The state of the jobs. Required.", ["failed", "cancelled"])
        },
        ["GET /jobs/stats"] = new("countJobs", "Jobs", "Count the jobs of each type and state"),
        ["GET /jobs"] = new("listJobs", "Jobs", "List jobs")
        {
            Parameters =
            [
                Choice("state", "Lists only jobs in this state.", null,
                    [.. Enum.GetNames<JobState>().Select(name => name.ToLowerInvariant())]),
                Query("type"),
                Query("older-than",
                    "Lists only jobs that were enqueued at least this long ago, such as `500ms`, `10s`, `5m`, `1h` or `7d`."),
                Query("newer-than", "Lists only jobs that were enqueued at most this long ago, such as `1h`."),
                Query("after", "Lists only jobs that follow the job with this id in the list, for the next page."),
                Number("limit", "The maximum number of jobs in the response.", 1_000, 100),
            ],
        },
        ["GET /jobs/{id}"] = new("getJob", "Jobs", "Get a job") { Parameters = [JobKey] },
        ["DELETE /jobs/{id}"] = new("cancelJob", "Jobs", "Cancel a job") { Parameters = [JobKey] },
        ["POST /jobs/{id}/retry"] = new("retryJob", "Jobs", "Queue a failed or cancelled job again") { Parameters = [JobKey] },
        ["GET /jobs/{id}/result"] = new("getJobResult", "Jobs", "Get the result of a job")
        {
            Parameters =
            [
                JobKey,
                Query("wait", "The time to wait for the end of the job, such as `30s`, at most `Jobs:MaxResultWait` (1 min). If the job " +
                    "has not ended in that time, the response is 202 with the job. Without it, the request does not wait."),
            ],
            Response = [AnyJson("The result of the job, if it is not a file."), File("text/csv",
                "The file that the job has written, in this or another format."),
                File(Ndjson, "The file that the job has written, with one JSON value on each line.")],
            Sentences = new Dictionary<int, string>
            {
                [StatusCodes.Status202Accepted] = "The job has not ended in the time to wait. Send the request again.",
                [StatusCodes.Status204NoContent] = "The job has succeeded without a result.",
            },
        },
        ["GET /jobs/{id}/events"] = new("streamJob", "Jobs", "Stream the events of a job")
        {
            Parameters = [JobKey,
                Query("after", "The position (`epoch-offset`) after which the stream starts. All events if omitted."), LastEventId,
                LastEventIdInQuery],
            Response = [File("text/event-stream",
                "Server-sent events: `queued`, `started`, `progress`, `result`, `retrying`, `waiting`, `released`, `cancelling`, and as " +
                "the last event `succeeded`, `failed` or `cancelled`.")],
        },
        ["GET /jobs/pauses"] = new("getJobPauses", "Jobs", "Get the paused job types"),
        ["POST /jobs/types/{type}/pause"] = new("pauseJobType", "Jobs", "Pause a job type") { Parameters = [JobTypeName] },
        ["POST /jobs/types/{type}/resume"] = new("resumeJobType", "Jobs", "Resume a job type") { Parameters = [JobTypeName] },
        ["POST /jobs/pause"] = new("pauseJobs", "Jobs", "Pause all but the urgent jobs")
        {
            Parameters = [Number("lowest", "The lowest priority of the jobs that still start.", 9, 9)],
        },
        ["POST /jobs/resume"] = new("resumeJobs", "Jobs", "End the pause of all but the urgent jobs"),
        ["GET /workers"] = new("listWorkers", "Jobs", "List workers"),
        ["GET /schedules"] = new("listSchedules", "Schedules", "List schedules"),
        ["GET /schedules/{name}"] = new("getSchedule", "Schedules", "Get a schedule") { Parameters = [ScheduleName] },
        ["PUT /schedules/{name}"] = new(
            "putSchedule", "Schedules", "Create or replace a schedule")
        { Parameters = [ScheduleName], Body = [Json<ScheduleRequest>()] },
        ["DELETE /schedules/{name}"] = new("deleteSchedule", "Schedules", "Delete a schedule") { Parameters = [ScheduleName] },
        ["POST /schedules/{name}/pause"] = new("pauseSchedule", "Schedules", "Pause a schedule") { Parameters = [ScheduleName] },
        ["POST /schedules/{name}/resume"] = new("resumeSchedule", "Schedules", "Resume a schedule") { Parameters = [ScheduleName] },
        ["POST /schedules/{name}/run"] = new("runSchedule", "Schedules", "Run a schedule now") { Parameters = [ScheduleName] },
        ["GET /background-tasks"] = new("listBackgroundTasks", "Server", "List background tasks") { NeedsStore = false },
    };

    private static DescribedParameter[] ChangeParameters(string state, string[] states) =>
    [
        Choice("state", state, null, states) with { IsRequired = true },
        Query("type", "Only jobs of this type."),
        Query("older-than", "Only jobs that were enqueued at least this long ago, such as `500ms`, `10s`, `5m`, `1h` or `7d`."),
        Query("newer-than", "Only jobs that were enqueued at most this long ago, such as `1h`."),
        Query("after", "The value of `next` of the previous response, to continue."),
        Number("limit", "The maximum number of jobs that the request changes.", 1_000, 1_000),
    ];
}

using Streaming.Server.Jobs.HttpApi;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Schedules;
using static Streaming.Server.Hosting.OpenApi.DescribedContent;
using static Streaming.Server.Hosting.OpenApi.DescribedParameter;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Describes the HTTP operations of jobs, schedules and background tasks for the OpenAPI document.</summary>
internal static class JobOperations
{
    public static Dictionary<string, DescribedOperation> All { get; } = new(StringComparer.Ordinal)
    {
        ["POST /jobs"] = new("enqueueJob", "Jobs", "Enqueue a job")
        {
            Parameters = [IdempotencyKey("type of job")],
            Body = [Json<JobRequest>()]
        },
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
            Parameters = [JobKey],
            Response = [AnyJson("The result of the job, if it is not a file."), File("text/csv",
                "The file that the job has written, in this or another format."),
                File("application/x-ndjson", "The file that the job has written, with one JSON value on each line.")],
        },
        ["GET /jobs/{id}/events"] = new("streamJob", "Jobs", "Stream the events of a job")
        {
            Parameters = [JobKey,
                Query("after", "The position (`epoch-offset`) after which the stream starts. All events if omitted."), LastEventId],
            Response = [File("text/event-stream",
                "Server-sent events: `queued`, `started`, `progress`, `result`, `retrying`, `cancelling`, and as the last event " +
                "`succeeded`, `failed` or `cancelled`.")],
        },
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
}

using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs;

/// <summary>Holds the options of jobs, which are bound to the configuration section <c>Jobs</c>.</summary>
public sealed class JobOptions
{
    /// <summary>
    /// The maximum number of jobs that run at the same time in this process (default 20). Jobs whose handlers block their thread are not
    /// counted. With 0, this process runs no jobs.
    /// </summary>
    [Range(0, 1_000)]
    public int Concurrency { get; set; } = 20;

    /// <summary>
    /// The maximum number of jobs with blocking handlers that run at the same time, each on a separate thread (default: half the
    /// processors, at least 1). A handler may block its thread while it waits for its own asynchronous work. That work then runs on an
    /// additional thread.
    /// </summary>
    [Range(1, 256)]
    public int BlockingThreads { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// The number of slots (jobs that may run at the same time in this process) of each job type that has its own slots. Jobs of these
    /// types neither use the slots of other types nor wait for them. By default <c>publish</c> has 20, <c>email</c> and <c>invitation</c>
    /// have 8 each, <c>retention</c> has 1, and <c>webhook</c> has <c>Webhooks:Concurrency</c>. Types whose handlers block cannot have
    /// their own slots.
    /// </summary>
    public IDictionary<string, int> Places { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>
    /// The priorities of the jobs that this process runs: one priority, or a range such as <c>5-9</c> (default all, <c>0-9</c>).
    /// </summary>
    public string Priorities { get; set; } = "0-9";

    /// <summary>
    /// The duration of a worker's lease of a job (the right to run the job), by default 15 s. While the job runs, the worker extends the
    /// lease three times in each such period. If a worker crashes, other workers run its jobs when the leases have expired.
    /// </summary>
    [DurationRange("500ms", "1h", "s")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The maximum number of attempts to run a job, for jobs and types that do not set it (default 5).</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 5;

    /// <summary>
    /// The delay between the first failure of a job and its next attempt (default 1 s). The delay doubles with each further failure, and is
    /// shortened at random by up to a half.
    /// </summary>
    [DurationRange("1ms", "1d", "s")]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay between two attempts to run a job (default 5 min).</summary>
    [DurationRange("1ms", "7d", "m")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The time limit of an attempt (one run of a job's handler), for jobs and types that do not set it (default 10 min).
    /// </summary>
    [DurationRange("10ms", "7d", "m")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The time for which a job is kept after it has ended, with its result, its errors, its topic and its files (default 3 days).
    /// </summary>
    [DurationRange("1s", "3650d", "d")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(3);

    /// <summary>
    /// The shortest time between two progress events of a job (default 100 ms). If the handler reports more often, only the latest report
    /// is published.
    /// </summary>
    [DurationRange("1ms", "1m", "ms")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The time within which running jobs must end when the worker stops (default 2 s). Jobs that have not ended by then are returned to
    /// the queue, for other workers.
    /// </summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan HandBackTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The maximum size of the arguments of a job, in bytes of JSON (default 256 KiB).</summary>
    [Range(1_024, 16 << 20)]
    public int MaxArgumentBytes { get; set; } = 256 << 10;

    /// <summary>
    /// The maximum size of a request with a JSON array of jobs, in bytes (default 16 MiB). Also the maximum size of all lines of an NDJSON
    /// request that are blank, too long or refused.
    /// </summary>
    [Range(1_024, 30_000_000)]
    public int MaxBatchBytes { get; set; } = 16 << 20;

    /// <summary>
    /// The maximum size of the result of a job, in bytes of JSON (default 1 MiB). If the result is larger, the job fails.
    /// </summary>
    [Range(1_024, 64 << 20)]
    public int MaxResultBytes { get; set; } = 1 << 20;

    /// <summary>
    /// The longest time for which a request may wait for the result of a job, as in <c>GET /jobs/{id}/result?wait=30s</c> (default 1 min).
    /// </summary>
    [DurationRange("1s", "1h", "m")]
    public TimeSpan MaxResultWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The maximum number of changes of jobs (such as new jobs, results and cancellations) that wait to be written to the store (default
    /// 8,192). When the number is reached, callers with further changes wait.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 8_192;

    /// <summary>
    /// The folder for the files that jobs write. A relative path starts at the application's content root. The default is a folder
    /// <c>files</c> next to the database file of <c>Storage:Path</c>. With the PostgreSQL store, the files are stored in the database,
    /// unless this option names a folder, which all nodes must share.
    /// </summary>
    public string? Files { get; set; }
}

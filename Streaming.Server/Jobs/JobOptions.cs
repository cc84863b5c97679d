using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs;

/// <summary>Has the options of jobs: section <c>Jobs</c> of the configuration.</summary>
public sealed class JobOptions
{
    /// <summary>
    /// The maximum number of jobs that run at once in this process (default 20), not counting jobs whose handlers block their thread; 0
    /// disables the worker, so that this process runs no jobs.
    /// </summary>
    [Range(0, 1_000)]
    public int Concurrency { get; set; } = 20;

    /// <summary>
    /// The maximum number of jobs with blocking handlers that run at once, each on its own thread (default: half the processors, at least
    /// 1). A handler that blocks its thread until its own asynchronous work has ended uses a further thread for that work.
    /// </summary>
    [Range(1, 256)]
    public int BlockingThreads { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// For each job type with slots of its own, the number of its jobs that may run at once in this process. Jobs of these types neither
    /// use the slots of other types nor wait for them. By default <c>publish</c> has 20, <c>email</c> and <c>invitation</c> have 8 each,
    /// <c>retention</c> has 1, and <c>webhook</c> has <c>Webhooks:Concurrency</c>. Types whose handlers block cannot have their own slots.
    /// </summary>
    public IDictionary<string, int> Places { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>
    /// The priorities of the jobs that this process runs: one priority, or a range such as <c>5-9</c> (default all, <c>0-9</c>).
    /// </summary>
    public string Priorities { get; set; } = "0-9";

    /// <summary>
    /// The length of a worker's lease of a job (default 15 s): the time for which the job belongs to the worker. The worker extends the
    /// lease three times in this period while the job runs. If a worker crashes, other workers run its jobs when the leases have expired.
    /// </summary>
    [DurationRange("500ms", "1h", "s")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The maximum number of attempts to run a job, unless the job or its type sets it (default 5).</summary>
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

    /// <summary>The time limit of an attempt (one run of a job's handler), unless the job or its type sets it (default 10 min).</summary>
    [DurationRange("10ms", "7d", "m")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The time for which a job is kept after it has ended, with its result, its errors, its topic and its files (default 3 days).
    /// </summary>
    [DurationRange("1s", "3650d", "d")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(3);

    /// <summary>
    /// The shortest time between two progress events of a job (default 100 ms). Reports of the handler in between are not published.
    /// </summary>
    [DurationRange("1ms", "1m", "ms")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The time that running jobs have to end when the worker stops (default 2 s). After that time they are returned to the queue, for
    /// other workers.
    /// </summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan HandBackTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The maximum size of the arguments of a job, in bytes of JSON (default 256 KiB).</summary>
    [Range(1_024, 16 << 20)]
    public int MaxArgumentBytes { get; set; } = 256 << 10;

    /// <summary>The maximum size of a request with a JSON array of jobs, in bytes (default 16 MiB).</summary>
    [Range(1_024, 30_000_000)]
    public int MaxBatchBytes { get; set; } = 16 << 20;

    /// <summary>The maximum size of the result of a job, in bytes of JSON (default 1 MiB). A larger result fails the job.</summary>
    [Range(1_024, 64 << 20)]
    public int MaxResultBytes { get; set; } = 1 << 20;

    /// <summary>
    /// The longest time for which a request may wait for the result of a job (default 1 min), see <c>GET /jobs/{id}/result?wait=30s</c>.
    /// </summary>
    [DurationRange("1s", "1h", "m")]
    public TimeSpan MaxResultWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The maximum number of changes (new jobs, results, cancellations) that wait to be written to the store (default 8,192). Callers with
    /// further changes wait until there is room.
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

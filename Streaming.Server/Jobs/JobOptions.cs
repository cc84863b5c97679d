using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs;

/// <summary>Section <c>Jobs</c>.</summary>
public sealed class JobOptions
{
    /// <summary>
    /// The number of jobs that run at once in this process, apart from blocking ones (default 20); 0 disables the worker.
    /// </summary>
    [Range(0, 1_000)]
    public int Concurrency { get; set; } = 20;

    /// <summary>
    /// The number of jobs with blocking handlers that run at once, each on its own thread (default: half the processors, at least 1). A
    /// handler that blocks its thread until its own asynchronous work has ended uses a further thread for that work.
    /// </summary>
    [Range(1, 256)]
    public int BlockingThreads { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// The job types that have their own slots in this process, with the number of slots. Jobs of these types neither use the slots of
    /// other types nor wait for them. By default <c>publish</c> has 20, <c>email</c> and <c>invitation</c> have 8 each, <c>retention</c>
    /// has 1, and <c>webhook</c> has <c>Webhooks:Concurrency</c>. Not for types whose handlers block.
    /// </summary>
    public IDictionary<string, int> Places { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The priorities that this process takes: one, or a range such as <c>5-9</c> (default all, <c>0-9</c>).</summary>
    public string Priorities { get; set; } = "0-9";

    /// <summary>
    /// The length of a worker's lease of a job (default 15 s), renewed each third of it. After a crash of the worker, its jobs run again
    /// when their leases have expired.
    /// </summary>
    [DurationRange("500ms", "1h", "s")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The number of attempts, unless the job or its type sets it (default 5).</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 5;

    /// <summary>
    /// The delay after the first failure of a job (default 1 s). It doubles with each further failure, minus up to half of it at random.
    /// </summary>
    [DurationRange("1ms", "1d", "s")]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay between two attempts (default 5 min).</summary>
    [DurationRange("1ms", "7d", "m")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The time limit of an attempt, unless the job or its type sets it (default 10 min).</summary>
    [DurationRange("10ms", "7d", "m")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The time for which an ended job is kept, with its result, its errors, its topic and its files (default 3 days).</summary>
    [DurationRange("1s", "3650d", "d")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(3);

    /// <summary>The shortest time between two progress events of a job (default 100 ms).</summary>
    [DurationRange("1ms", "1m", "ms")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The time that running jobs have to end when the worker stops, before they are handed back to the queue (default 2 s).
    /// </summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan HandBackTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest arguments of a job, in bytes of JSON (default 256 KiB).</summary>
    [Range(1_024, 16 << 20)]
    public int MaxArgumentBytes { get; set; } = 256 << 10;

    /// <summary>The largest result of a job, in bytes of JSON (default 1 MiB). A larger one fails the job.</summary>
    [Range(1_024, 64 << 20)]
    public int MaxResultBytes { get; set; } = 1 << 20;

    /// <summary>The maximum number of changes that wait for the queue (default 8,192). Callers with further changes wait.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 8_192;

    /// <summary>
    /// The folder for files that jobs write; a relative path starts at the application's content root. The default is the folder
    /// <c>files</c> in the same folder as the file of <c>Storage:Path</c>.
    /// </summary>
    public string? Files { get; set; }
}

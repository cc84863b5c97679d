using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs;

/// <summary>Section <c>Jobs</c>.</summary>
public sealed class JobOptions
{
    /// <summary>How many jobs run at once in this process, beside the blocking ones; 0 for no worker here (default 20).</summary>
    [Range(0, 1_000)]
    public int Concurrency { get; set; } = 20;

    /// <summary>
    /// How many jobs run at once whose handlers block or calculate for long, each on a thread of its own (default: half the processors, at least 1). A handler that blocks
    /// its thread until something asynchronous of its own has ended takes a further thread for it.
    /// </summary>
    [Range(1, 256)]
    public int BlockingThreads { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// Types whose jobs have places of their own in this process, and how many: so that they neither fill the places of all others nor wait for them. By default
    /// <c>publish</c> has 20, <c>email</c> and <c>invitation</c> have 8 each, <c>retention</c> has 1, and <c>webhook</c> has <c>Webhooks:Concurrency</c>. Not for types whose handlers block.
    /// </summary>
    public IDictionary<string, int> Places { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The priorities that this process takes: one, or a range such as <c>5-9</c> (default all, <c>0-9</c>).</summary>
    public string Priorities { get; set; } = "0-9";

    /// <summary>How long a worker has a job without a sign of life (default 15 s); it gives one three times as often. After a crash, its jobs are run again when this is over.</summary>
    [DurationRange("500ms", "1h", "s")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many attempts a job has where neither it nor its type says (default 5).</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 5;

    /// <summary>How long after a first failure a job is tried again (default 1 s); twice as long after each further one, less up to half of it at random.</summary>
    [DurationRange("1ms", "1d", "s")]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time between two attempts (default 5 min).</summary>
    [DurationRange("1ms", "7d", "m")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an attempt may take where neither the job nor its type says (default 10 min).</summary>
    [DurationRange("10ms", "7d", "m")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a job that has ended is kept, with its result, its errors, its topic and its files (default 3 days).</summary>
    [DurationRange("1s", "3650d", "d")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How often what a job says of its progress is published at most (default 100 ms).</summary>
    [DurationRange("1ms", "1m", "ms")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long running jobs may take to end when the worker stops, before they are handed back all the same (default 2 s).</summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan HandBackTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest arguments of a job, in bytes of JSON (default 256 KiB).</summary>
    [Range(1_024, 16 << 20)]
    public int MaxArgumentBytes { get; set; } = 256 << 10;

    /// <summary>The largest result of a job, in bytes of JSON (default 1 MiB). A larger one fails the job.</summary>
    [Range(1_024, 64 << 20)]
    public int MaxResultBytes { get; set; } = 1 << 20;

    /// <summary>How many changes may wait for the queue; further ones wait before they are taken (default 8,192).</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 8_192;

    /// <summary>
    /// The folder for files that jobs make; a relative path starts at the application's content root. Default: <c>files</c> beside the file of <c>Storage:Path</c>.
    /// </summary>
    public string? Files { get; set; }
}

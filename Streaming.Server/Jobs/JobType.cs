using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Streaming.Server.Messages;

namespace Streaming.Server.Jobs;

/// <summary>What holds for all jobs of a type.</summary>
public sealed class JobTypeOptions
{
    /// <summary>
    /// Whether the handler blocks or calculates for long. It then runs on a thread of low priority, with what follows its awaits, so that streams go on
    /// undisturbed; <see cref="JobOptions.BlockingThreads"/> of them run at once. It may wait synchronously for asynchronous work, its own too.
    /// </summary>
    public bool Blocks { get; set; }

    /// <summary>
    /// Whether only who enqueued a job and who administers it read it: its arguments, events and result. Else a claim to subscribe that begins with <c>job:</c> and matches its
    /// topic lets others read it too; where it contains messages of topics, let its arguments implement <see cref="ITopicContent"/>.
    /// </summary>
    public bool IsPrivate { get; set; }

    /// <summary>How many attempts its jobs have; null for <see cref="JobOptions.Attempts"/>.</summary>
    public int? Attempts { get; set; }

    /// <summary>How long an attempt may take; null for <see cref="JobOptions.TimeLimit"/>.</summary>
    public TimeSpan? TimeLimit { get; set; }
}

/// <summary>A type of job that this process can run.</summary>
internal abstract class JobType(string name, JobTypeOptions options)
{
    public string Name => name;

    public JobTypeOptions Options => options;

    /// <summary>Checks arguments, and gives them as they are kept.</summary>
    /// <exception cref="RefusalException">They do not fit.</exception>
    public abstract byte[] Check(ReadOnlySpan<byte> arguments, IServiceProvider services);

    /// <summary>Arguments that were checked before.</summary>
    public abstract object ReadArguments(byte[] arguments);

    /// <summary>Reads arguments that an older version may have written; false if they are none of this one.</summary>
    public bool TryReadArguments(byte[] arguments, [NotNullWhen(true)] out object? read)
    {
        try
        {
            read = ReadArguments(arguments);
            return true;
        }
        catch (Exception e) when (e is JsonException or RefusalException or NotSupportedException)
        {
            read = null;
            return false;
        }
    }

    /// <summary>The file that a result stands for; null where it is only JSON.</summary>
    public abstract JobFile? FileOf(byte[] result);

    /// <summary>Runs one attempt in a scope. Never throws.</summary>
    public abstract Task<JobRun> RunAsync(IServiceProvider services, byte[] arguments, JobContext context);
}

/// <summary>What came of an attempt.</summary>
/// <param name="Result">The result in JSON; null if it failed.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Rule">The handler's own rule for the next attempt, if it has one.</param>
internal readonly record struct JobRun(byte[]? Result, Exception? Error, IRetryRule? Rule);

/// <summary>A type of job with its handler.</summary>
internal sealed class JobType<THandler, TArguments, TResult>(string name, JobTypeOptions options) : JobType(name, options)
    where THandler : class, IJobHandler<TArguments, TResult>
{
    public override byte[] Check(ReadOnlySpan<byte> arguments, IServiceProvider services) =>
        JobJson.Write(JobJson.ReadArguments<TArguments>(arguments, Name, services));

    public override object ReadArguments(byte[] arguments) => JobJson.Read<TArguments>(arguments)!;

    public override JobFile? FileOf(byte[] result) => typeof(JobFile).IsAssignableFrom(typeof(TResult)) ? (JobFile)(object)JobJson.Read<TResult>(result)! : null;

    public override async Task<JobRun> RunAsync(IServiceProvider services, byte[] arguments, JobContext context)
    {
        THandler? handler = null;
        try
        {
            handler = services.GetRequiredService<THandler>();
            return new JobRun(JobJson.Write(await handler.RunAsync(JobJson.Read<TArguments>(arguments), context)), Error: null, Rule: null);
        }
        catch (Exception e)
        {
            // Whatever a handler throws is its job's error, and nobody else's.
            return new JobRun(Result: null, e, handler as IRetryRule);
        }
    }
}

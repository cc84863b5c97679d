using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// A type of job that this process knows, with its options. If this process has a handler for the type, it can run jobs of the type.
/// Otherwise it can only enqueue and read them.
/// </summary>
internal abstract class JobType(string name, JobTypeOptions options)
{
    public string Name => name;

    public JobTypeOptions Options => options;

    /// <summary>The class of the arguments of jobs of this type.</summary>
    public abstract Type ArgumentsType { get; }

    /// <summary>
    /// True if this process has a handler for jobs of this type. False if the type is only declared: other processes run its jobs.
    /// </summary>
    public virtual bool HasHandler => false;

    /// <summary>Validates the arguments of a new job, and returns them in the form in which they are stored (JSON in UTF-8).</summary>
    /// <exception cref="RefusalException">The arguments are not valid for this type of job.</exception>
    public abstract byte[] Check(ReadOnlySpan<byte> arguments, IServiceProvider services);

    /// <summary>Parses the stored arguments of a job, which were validated before.</summary>
    public abstract object ReadArguments(byte[] arguments);

    /// <summary>
    /// Parses the stored arguments of a job, which an older version of the handler may have written. Returns false if they do not fit the
    /// current version.
    /// </summary>
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

    /// <summary>Returns the file that the result of a job refers to; null if the result is plain JSON.</summary>
    public abstract JobFile? FileOf(byte[] result);

    /// <summary>
    /// Runs one attempt of a job with the services of a DI scope. If the handler throws an exception, it is part of the result; this method
    /// itself never throws.
    /// </summary>
    public virtual Task<HandlerResult> RunAsync(IServiceProvider services, byte[] arguments, JobContext context) =>
        throw new NotSupportedException($"This process has no handler for jobs of type '{Name}'.");
}

/// <summary>
/// A type of job with the classes of its arguments and its result. An object of exactly this class stands for a type that is only declared,
/// without a handler in this process.
/// </summary>
internal class JobType<TArguments, TResult>(string name, JobTypeOptions options) : JobType(name, options)
{
    public override Type ArgumentsType => typeof(TArguments);

    public override byte[] Check(ReadOnlySpan<byte> arguments, IServiceProvider services) =>
        JobJson.Write(JobJson.ReadArguments<TArguments>(arguments, Name, services));

    public override object ReadArguments(byte[] arguments) => JobJson.Read<TArguments>(arguments)!;

    public override JobFile? FileOf(byte[] result) =>
        typeof(JobFile).IsAssignableFrom(typeof(TResult)) ? (JobFile)(object)JobJson.Read<TResult>(result)! : null;
}

/// <summary>A type of job with the classes of its handler, its arguments and its result.</summary>
internal class JobType<THandler, TArguments, TResult>(string name, JobTypeOptions options) : JobType<TArguments, TResult>(name, options)
    where THandler : class
{
    public override bool HasHandler => true;

    public override async Task<HandlerResult> RunAsync(IServiceProvider services, byte[] arguments, JobContext context)
    {
        THandler? handler = null;
        try
        {
            handler = services.GetRequiredService<THandler>();
            return new HandlerResult(
                JobJson.Write(await InvokeAsync(handler, JobJson.Read<TArguments>(arguments), context)), Error: null, Rule: null);
        }
        catch (Exception e)
        {
            // Catches every exception of a handler, because an exception must fail only the attempt of the handler's own job.
            return new HandlerResult(Result: null, e, handler as IRetryRule);
        }
    }

    /// <summary>Calls the handler, and returns the result of the job. Returns null if jobs of this type have no result.</summary>
    protected virtual Task<TResult> InvokeAsync(THandler handler, TArguments arguments, JobContext context) =>
        ((IJobHandler<TArguments, TResult>)handler).RunAsync(arguments, context);
}

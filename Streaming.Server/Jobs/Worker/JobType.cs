using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>A type of job that this process can run, with its options and its handler.</summary>
internal abstract class JobType(string name, JobTypeOptions options)
{
    public string Name => name;

    public JobTypeOptions Options => options;

    /// <summary>Validates the arguments of a new job, and returns them in the form in which they are stored: JSON in UTF-8.</summary>
    /// <exception cref="RefusalException">The arguments are not valid for this type of job.</exception>
    public abstract byte[] Check(ReadOnlySpan<byte> arguments, IServiceProvider services);

    /// <summary>Parses the stored arguments of a job, which were validated before.</summary>
    public abstract object ReadArguments(byte[] arguments);

    /// <summary>
    /// Parses stored arguments of a job that an older version of the handler may have written; returns false if they do not fit this
    /// version.
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

    /// <summary>Returns the file that the result of a job refers to; null if the result is only JSON.</summary>
    public abstract JobFile? FileOf(byte[] result);

    /// <summary>
    /// Runs one attempt of a job with the services of a DI scope. An exception of the handler is part of the result; the method itself
    /// never throws.
    /// </summary>
    public abstract Task<HandlerResult> RunAsync(IServiceProvider services, byte[] arguments, JobContext context);
}

/// <summary>A type of job with the classes of its handler, its arguments and its result.</summary>
internal sealed class JobType<THandler, TArguments, TResult>(string name, JobTypeOptions options) : JobType(name, options)
    where THandler : class, IJobHandler<TArguments, TResult>
{
    public override byte[] Check(ReadOnlySpan<byte> arguments, IServiceProvider services) =>
        JobJson.Write(JobJson.ReadArguments<TArguments>(arguments, Name, services));

    public override object ReadArguments(byte[] arguments) => JobJson.Read<TArguments>(arguments)!;

    public override JobFile? FileOf(byte[] result) =>
        typeof(JobFile).IsAssignableFrom(typeof(TResult)) ? (JobFile)(object)JobJson.Read<TResult>(result)! : null;

    public override async Task<HandlerResult> RunAsync(IServiceProvider services, byte[] arguments, JobContext context)
    {
        THandler? handler = null;
        try
        {
            handler = services.GetRequiredService<THandler>();
            return new HandlerResult(
                JobJson.Write(await handler.RunAsync(JobJson.Read<TArguments>(arguments), context)), Error: null, Rule: null);
        }
        catch (Exception e)
        {
            // All exceptions of a handler are caught, whatever their class: an exception fails only the attempt of the handler's own job.
            return new HandlerResult(Result: null, e, handler as IRetryRule);
        }
    }
}

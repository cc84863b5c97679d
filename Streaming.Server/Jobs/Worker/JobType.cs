using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>A type of job that this process can run.</summary>
internal abstract class JobType(string name, JobTypeOptions options)
{
    public string Name => name;

    public JobTypeOptions Options => options;

    /// <summary>Checks arguments, and returns them as they are stored.</summary>
    /// <exception cref="RefusalException">The arguments do not fit the type.</exception>
    public abstract byte[] Check(ReadOnlySpan<byte> arguments, IServiceProvider services);

    /// <summary>Reads arguments that were checked before.</summary>
    public abstract object ReadArguments(byte[] arguments);

    /// <summary>Reads arguments that an older version may have written; false if they do not fit this version.</summary>
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

    /// <summary>The file that a result refers to; null if the result is only JSON.</summary>
    public abstract JobFile? FileOf(byte[] result);

    /// <summary>Runs one attempt in a scope. Never throws.</summary>
    public abstract Task<HandlerResult> RunAsync(IServiceProvider services, byte[] arguments, JobContext context);
}

/// <summary>A type of job with its handler.</summary>
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
            // Every exception of a handler is the error of its job only.
            return new HandlerResult(Result: null, e, handler as IRetryRule);
        }
    }
}

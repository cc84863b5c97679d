namespace Streaming.Server.Jobs.Worker;

/// <summary>A type of job whose handler returns no result. The stored result of a job that has succeeded is the JSON value null.</summary>
internal sealed class NoResultJobType<THandler, TArguments>(string name, JobTypeOptions options)
    : JobType<THandler, TArguments, object?>(name, options)
    where THandler : class, IJobHandler<TArguments>
{
    protected override async Task<object?> InvokeAsync(THandler handler, TArguments arguments, JobContext context)
    {
        await handler.RunAsync(arguments, context);
        return null;
    }
}

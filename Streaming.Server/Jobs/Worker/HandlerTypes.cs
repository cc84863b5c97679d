using System.Reflection;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Creates job types from the classes of their handlers. The interface that a class implements determines the classes of the arguments and
/// the result.
/// </summary>
internal static class HandlerTypes
{
    private static readonly Type[] s_contracts = [typeof(IJobHandler<,>), typeof(IJobHandler<>)];

    /// <summary>
    /// Creates the job type whose jobs the given class runs. The attributes of the class and <paramref name="configure"/> set its options.
    /// </summary>
    /// <exception cref="ArgumentException">The class is not a job handler.</exception>
    public static JobType Create(Type handler, string name, Action<JobTypeOptions>? configure)
    {
        var options = new JobTypeOptions { Blocks = handler.IsDefined(typeof(BlockingHandlerAttribute), inherit: true) };
        configure?.Invoke(options);
        var classes = ContractOf(handler).GetGenericArguments();
        var type = classes.Length == 2 ? typeof(JobType<,,>) : typeof(NoResultJobType<,>);
        return (JobType)Activator.CreateInstance(type.MakeGenericType([handler, .. classes]), name, options)!;
    }

    /// <summary>Returns the class of the arguments of the jobs that the given handler class runs.</summary>
    /// <exception cref="ArgumentException">The class is not a job handler.</exception>
    public static Type ArgumentsOf(Type handler) => ContractOf(handler).GetGenericArguments()[0];

    private static Type ContractOf(Type handler) =>
        s_contracts.SelectMany(contract => handler.GetInterfaces()
                .Where(each => each.IsGenericType && each.GetGenericTypeDefinition() == contract))
            .FirstOrDefault() ?? throw new ArgumentException(
                $"{handler.Name} is no handler; let it implement IJobHandler<TArguments, TResult> or IJobHandler<TArguments>.",
                nameof(handler));
}

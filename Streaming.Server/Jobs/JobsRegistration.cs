using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Jobs.Handlers.Publish;
using Streaming.Server.Jobs.Handlers.Retention;
using Streaming.Server.Jobs.HttpApi;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs;

/// <summary>Registers the job queue, its worker and the types of jobs in the DI container.</summary>
public static class JobsRegistration
{
    /// <summary>
    /// Adds a type of job, with the class of its handler, which runs the jobs of this type. The class implements
    /// <see cref="IJobHandler{TArguments, TResult}"/>, or <see cref="IJobHandler{TArguments}"/> for jobs without a result.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="type">The name of the job type, by which clients enqueue jobs with <c>POST /jobs</c>.</param>
    /// <param name="configure">A function that sets the options of the job type; null for the defaults.</param>
    public static IServiceCollection AddJob<THandler>(
        this IServiceCollection services, string type, Action<JobTypeOptions>? configure = null)
        where THandler : class
    {
        services.TryAddScoped<THandler>();
        return services.AddSingleton(HandlerTypes.Create(typeof(THandler), type, configure));
    }

    /// <summary>
    /// Adds a type of job, with the class of its handler, which runs the jobs of this type. The attribute <see cref="JobTypeAttribute"/> on
    /// the class of the arguments contains the name of the type.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">A function that sets the options of the job type; null for the defaults.</param>
    public static IServiceCollection AddJob<THandler>(this IServiceCollection services, Action<JobTypeOptions>? configure = null)
        where THandler : class =>
        services.AddJob<THandler>(NameOf(HandlerTypes.ArgumentsOf(typeof(THandler))), configure);

    /// <summary>
    /// Declares a type of job without a handler: this process can enqueue and read jobs of the type, and other processes run them. If the
    /// process also adds a handler for the type, the options of the handler apply.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="type">The name of the job type; null for the name in <see cref="JobTypeAttribute"/> on the class of the
    /// arguments.</param>
    /// <param name="configure">A function that sets the options of the job type; null for the defaults. The number of attempts and the time
    /// limit apply to the jobs that this process enqueues.</param>
    public static IServiceCollection AddJobType<TArguments>(
        this IServiceCollection services, string? type = null, Action<JobTypeOptions>? configure = null) =>
        services.AddJobType<TArguments, object?>(type, configure);

    /// <summary>
    /// Declares a type of job without a handler, with the class of its result. The class is needed if the result is a
    /// <see cref="JobFile"/>: <c>GET /jobs/{id}/result</c> then sends the file.
    /// </summary>
    /// <inheritdoc cref="AddJobType{TArguments}"/>
    public static IServiceCollection AddJobType<TArguments, TResult>(
        this IServiceCollection services, string? type = null, Action<JobTypeOptions>? configure = null)
    {
        var options = new JobTypeOptions();
        configure?.Invoke(options);
        return services.AddSingleton<JobType>(new JobType<TArguments, TResult>(type ?? NameOf(typeof(TArguments)), options));
    }

    /// <summary>
    /// Gives the jobs of a type their own slots (jobs that may run at the same time), so that they do not wait for jobs of other types. A
    /// number in <c>Jobs:Places</c> takes precedence.
    /// </summary>
    internal static IServiceCollection AddJobSlots(this IServiceCollection services, string type, int slots) =>
        services.PostConfigure<JobOptions>(options => options.Places.TryAdd(type, slots));

    /// <summary>
    /// Adds the writer of the job queue, the worker and the job types of the server. The application must also add a store that contains
    /// the queue.
    /// </summary>
    internal static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddSection<JobOptions>("Jobs");
        services.AddSingleton<IValidateOptions<JobOptions>, JobOptionsValidator>();
        services.TryAddSingleton<StoreClock>();
        services.AddSingleton<JobMetrics>().AddSingleton<JobTypeRegistry>().AddSingleton<JobClock>().AddSingleton<JobRunner>()
            .AddSingleton<OverdueHandlers>().AddSingleton<JobEventStream>().AddSingleton<JobAccess>().AddSingleton<JobLookup>()
            .AddSingleton<JobViews>().AddSingleton<JobResults>().AddSingleton<JobReadAuthorization>().AddSingleton<JobEndWaiter>()
            .AddSingleton<JobEnqueuer>().AddSingleton<JobBulk>().AddSingleton<JobStatsReader>();
        services.AddSingleton<OwnWorker>().AddSingleton<KnownWorkers>().AddSingleton<JobProblems>();
        services.AddSingleton<DataFolder>().AddSingleton<JobFolder>().AddHostedService<JobFilesCheck>();
        services.TryAddSingleton<IJobFileStore>(provider => provider.GetRequiredService<JobFolder>());
        services.AddSingleton(provider => new JobFiles(provider.GetRequiredService<IJobFileStore>()));
        // ITopicGuard decides who can read the topics of jobs, and reads jobs from the store for this purpose. Access control depends on
        // ITopicGuard, but may be created before the store. So ITopicGuard is created only at its first use (Lazy).
        services.AddSingleton(provider => new Lazy<ITopicGuard>(provider.GetRequiredService<JobReadAuthorization>));
        services.AddSingleton<JobBatchStore>().AddSingleton<JobEventPublisher>().AddSingleton<JobClaims>();
        services.AddSingleton<JobWriter>().AddHostedService(provider => provider.GetRequiredService<JobWriter>());
        services.AddSingleton<RunningJobs>().AddSingleton<RunningJobFactory>().AddSingleton<SlotReleaser>().AddSingleton<JobExecution>();
        services.AddSingleton<JobLeases>().AddSingleton<JobClaimer>();
        services.AddSingleton<JobPausing>().AddSingleton<PauseProblems>();
        services.AddHostedService<RemoteJobChanges>();
        services.AddSingleton<JobWorker>().AddHostedService(provider => provider.GetRequiredService<JobWorker>());
        services.AddSingleton<JobGauges>().AddHostedService(provider => provider.GetRequiredService<JobGauges>());
        services.AddSingleton<JobRetention>().AddHostedService(provider => provider.GetRequiredService<JobRetention>());
        services.AddSingleton(provider => new JobClient(
            provider.GetRequiredService<JobWriter>(),
            provider.GetRequiredService<IJobQueue>(),
            provider.GetRequiredService<JobTypeRegistry>(),
            provider.GetRequiredService<JobEndWaiter>(),
            provider.GetRequiredService<IOptions<JobOptions>>(),
            provider));
        services.AddSingleton<IScheduledPublisher, ScheduledPublisher>();
        services.AddJobSlots(PublishJob.Type, 20).AddJobSlots(RetentionJob.Type, 1);
        return services.AddJob<PublishJob>(PublishJob.Type)
            .AddJob<RetentionJob>(RetentionJob.Type, type => (type.IsPrivate, type.TimeLimit) = (true, TimeSpan.FromHours(1)));
    }

    private static string NameOf(Type arguments) =>
        JobTypeRegistry.NameOf(arguments) ?? throw new ArgumentException(
            $"The class {arguments.Name} has no attribute [JobType] with the name of the job type; add the attribute, or give the name.",
            nameof(arguments));
}

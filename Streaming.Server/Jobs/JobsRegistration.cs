using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Configuration;
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
    /// Adds a type of job with the class that runs jobs of this type, an implementation of <see cref="IJobHandler{TArguments, TResult}"/>.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="type">The name of the job type, by which clients enqueue jobs with <c>POST /jobs</c>.</param>
    /// <param name="configure">Sets the options of the job type; null for the defaults.</param>
    public static IServiceCollection AddJob<THandler>(
        this IServiceCollection services, string type, Action<JobTypeOptions>? configure = null)
        where THandler : class
    {
        var contract = typeof(THandler).GetInterfaces()
            .FirstOrDefault(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IJobHandler<,>))
            ?? throw new ArgumentException(
                $"{typeof(THandler).Name} is no handler; let it implement IJobHandler<TArguments, TResult>.", nameof(services));
        var options = new JobTypeOptions();
        configure?.Invoke(options);
        services.TryAddScoped<THandler>();
        return services.AddSingleton(
            (JobType)Activator.CreateInstance(
            typeof(JobType<,,>).MakeGenericType([typeof(THandler), .. contract.GetGenericArguments()]), type, options)!);
    }

    /// <summary>
    /// Gives the jobs of a type their own slots, so that they do not wait for jobs of other types. A number of slots in <c>Jobs:Places</c>
    /// takes precedence.
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
        services.AddSingleton<JobMetrics>().AddSingleton<JobTypeRegistry>().AddSingleton<JobClock>().AddSingleton<JobRunner>()
            .AddSingleton<OverdueHandlers>().AddSingleton<JobEventStream>().AddSingleton<JobAccess>().AddSingleton<JobLookup>()
            .AddSingleton<JobViews>().AddSingleton<JobReadAuthorization>();
        services.AddSingleton<OwnWorker>().AddSingleton<KnownWorkers>().AddSingleton<JobProblems>();
        services.AddSingleton<DataFolder>().AddSingleton<JobFolder>().AddHostedService<JobFilesCheck>();
        services.TryAddSingleton<IJobFileStore>(provider => provider.GetRequiredService<JobFolder>());
        services.AddSingleton(provider => new JobFiles(provider.GetRequiredService<IJobFileStore>()));
        // ITopicGuard decides who can read the topics of jobs, for which it reads jobs from the store. Access control uses it, but may be
        // created before the store. It is therefore created only when it is first used (Lazy).
        services.AddSingleton(provider => new Lazy<ITopicGuard>(provider.GetRequiredService<JobReadAuthorization>));
        services.AddSingleton<JobBatchStore>().AddSingleton<JobEventPublisher>().AddSingleton<JobClaims>();
        services.AddSingleton<JobWriter>().AddHostedService(provider => provider.GetRequiredService<JobWriter>());
        services.AddSingleton<RunningJobs>().AddSingleton<RunningJobFactory>().AddSingleton<SlotReleaser>().AddSingleton<JobExecution>();
        services.AddSingleton<JobLeases>().AddSingleton<JobClaimer>();
        services.AddHostedService<RemoteJobChanges>();
        services.AddSingleton<JobWorker>().AddHostedService(provider => provider.GetRequiredService<JobWorker>());
        services.AddSingleton<JobGauges>().AddHostedService(provider => provider.GetRequiredService<JobGauges>());
        services.AddSingleton<JobRetention>().AddHostedService(provider => provider.GetRequiredService<JobRetention>());
        services.AddSingleton(provider => new JobClient(
            provider.GetRequiredService<JobWriter>(),
            provider.GetRequiredService<IJobQueue>(),
            provider.GetRequiredService<JobTypeRegistry>(),
            provider.GetRequiredService<IOptions<JobOptions>>(),
            provider));
        services.AddSingleton<IScheduledPublisher, ScheduledPublisher>();
        services.AddJobSlots(PublishJob.Type, 20).AddJobSlots(RetentionJob.Type, 1);
        return services.AddJob<PublishJob>(PublishJob.Type)
            .AddJob<RetentionJob>(RetentionJob.Type, type => (type.IsPrivate, type.TimeLimit) = (true, TimeSpan.FromHours(1)));
    }
}

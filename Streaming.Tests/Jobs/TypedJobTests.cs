using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Tests job types that are found by the class of their arguments, and job types without a result or a handler.</summary>
public sealed class TypedJobTests
{
    private readonly Notes _notes = new();

    [Fact]
    public async Task A_job_is_enqueued_by_its_arguments_alone()
    {
        await using var server = await StartAsync(folder: null, services => services.AddJob<NoteJob>());

        var job = await server.Get<JobClient>().EnqueueAsync(new NoteArguments("hello")).OrTimeout();

        job.Type.Should().Be("note");
        (await server.Client.EndAsync(job.Id.Value)).Should().Equal("queued", "started", "succeeded");
        _notes.Written.Select(note => note.Text).Should().Equal("hello");
    }

    [Fact]
    public async Task A_handler_with_the_attribute_runs_on_a_thread_for_blocking_handlers()
    {
        await using var server = await StartAsync(folder: null, services => services.AddJob<NoteJob>());

        await server.Client.EndAsync(await server.Client.EnqueueAsync("note", """{"text":"here"}"""));

        _notes.Written.Single().Thread.Should().StartWith("Blocking job");
    }

    [Fact]
    public async Task The_registration_overrides_the_attribute_of_a_handler()
    {
        await using var server = await StartAsync(folder: null, services => services.AddJob<NoteJob>(type => type.Blocks = false));

        await server.Client.EndAsync(await server.Client.EnqueueAsync("note", """{"text":"here"}"""));

        _notes.Written.Single().Thread.Should().NotStartWith("Blocking job");
    }

    [Fact]
    public async Task A_process_without_the_handler_enqueues_jobs_of_a_declared_type()
    {
        using var folder = new TemporaryFolder();
        await using var front = await StartAsync(
            folder, services => services.AddJobType<NoteArguments>(configure: type => type.Attempts = 2));
        var id = (await front.Get<JobClient>().EnqueueAsync(new NoteArguments("in code")).OrTimeout()).Id.Value;
        var other = await front.Client.EnqueueAsync("note", """{"text":"over HTTP"}""");
        using var invalid = await front.Client.PostAsync("/jobs", """{"type":"note","arguments":{"txt":"x"}}""", "application/json");
        (await invalid.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("txt");
        var job = await front.Client.JobAsync(id);
        (job.GetProperty("state").GetString(), job.GetProperty("attempts").GetInt32()).Should().Be(("queued", 2));

        await using var worker = await StartAsync(folder, services => services.AddJob<NoteJob>());

        (await front.Client.EndAsync(id)).Should().EndWith("succeeded");
        (await front.Client.EndAsync(other)).Should().EndWith("succeeded");
        _notes.Written.Select(note => note.Text).Should().BeEquivalentTo("in code", "over HTTP");
        front.Logs.Entries.Should().NotContain(entry => entry.Text.Contains("no handler", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_that_declares_the_result_sends_the_file_of_a_job()
    {
        using var folder = new TemporaryFolder();
        await using var front = await StartAsync(folder, services => services.AddJobType<TextFileArguments, TextFile>());
        await using var worker = await StartAsync(folder, services => services.AddJob<TextFileJob>());
        var job = await front.Get<JobClient>().EnqueueAsync(new TextFileArguments("from the worker")).OrTimeout();

        using var response = await front.Client.GetAsync($"/jobs/{job.Id}/result?wait=1m").OrTimeout();

        response.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
        (await response.Content.ReadAsStringAsync()).Should().Be("from the worker");
    }

    [Fact]
    public async Task A_job_is_enqueued_by_its_arguments_in_a_transaction()
    {
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton(_notes).AddJob<NoteJob>(), folder: null, TestStore.Sqlite);
        var jobs = server.Get<TransactionalJobs>();
        using var connection = jobs.OpenConnection();
        using var transaction = connection.BeginTransaction();

        var id = jobs.Enqueue(transaction, new NoteArguments("committed"));
        transaction.Commit();

        (await server.Client.EndAsync(id.Value)).Should().EndWith("succeeded");
    }

    [Fact]
    public async Task A_type_may_be_declared_and_have_its_handler_in_the_same_process()
    {
        await using var server = await StartAsync(
            folder: null, services => services.AddJobType<NoteArguments>().AddJob<NoteJob>().AddJobType<NoteArguments>());
        var job = await server.Get<JobClient>().EnqueueAsync(new NoteArguments("twice")).OrTimeout();
        (await server.Client.EndAsync(job.Id.Value)).Should().EndWith("succeeded");
    }

    [Fact]
    public void Arguments_without_exactly_one_job_type_are_refused_with_the_change_to_make()
    {
        var options = new JobTypeOptions();
        var one = new JobType<ProbeJob, ProbeArguments, ProbeResult>("one", options);
        var two = new JobType<ProbeJob, ProbeArguments, ProbeResult>("two", options);
        new JobTypeRegistry([one]).Of(typeof(ProbeArguments)).Name.Should().Be("one");
        Of<ProbeArguments>(one, two).Should().Throw<InvalidOperationException>().WithMessage("*one, two*name the type*");
        Of<string>(one).Should().Throw<InvalidOperationException>().WithMessage("*AddJob or AddJobType*");
        var note = new NoResultJobType<NoteJob, NoteArguments>("memo", options);
        Of<NoteArguments>(note).Should().Throw<InvalidOperationException>().WithMessage("*'note'*");
        var twice = () => new JobTypeRegistry([one, new JobType<NoteArguments, object?>("one", options)]);
        twice.Should().Throw<InvalidOperationException>().WithMessage("*use one class*");

        static Action Of<TArguments>(params JobType[] types) => () => new JobTypeRegistry(types).Of(typeof(TArguments));
    }

    [Fact]
    public void A_class_that_is_no_handler_or_has_no_name_is_refused_at_its_registration()
    {
        var services = new ServiceCollection();
        var noHandler = () => services.AddJob<Notes>("note");
        noHandler.Should().Throw<ArgumentException>().WithMessage("*IJobHandler<TArguments, TResult> or IJobHandler<TArguments>*");
        var noName = () => services.AddJob<ProbeJob>();
        noName.Should().Throw<ArgumentException>().WithMessage("*ProbeArguments has no attribute*");
        var noDeclaredName = () => services.AddJobType<ProbeArguments>();
        noDeclaredName.Should().Throw<ArgumentException>().WithMessage("*ProbeArguments has no attribute*");
    }

    private Task<TestServer> StartAsync(TemporaryFolder? folder, Action<IServiceCollection> add) =>
        TestServer.StartAsync(builder => add(builder.Services.AddSingleton(_notes)), folder);
}

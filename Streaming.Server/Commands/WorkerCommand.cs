using System.CommandLine;
using Streaming.Server.Hosting;

namespace Streaming.Server.Commands;

/// <summary>The command <c>worker</c>, which runs a process that executes jobs and schedules of the server's store.</summary>
internal sealed class WorkerCommand : AppCommand
{
    private readonly Option<string> _concurrency = new("--concurrency")
    {
        Description = "The number of jobs to run at once (the setting Jobs:Concurrency).",
        HelpName = "N",
    };

    private readonly Option<string> _priorities = new("--priorities")
    {
        Description = "The priorities to run, such as 5-9 (the setting Jobs:Priorities).",
        HelpName = "FROM-TO",
    };

    public WorkerCommand()
        : base("worker", "Start a worker: a process without HTTP that runs jobs and schedules of the server's store.")
    {
        TakesSettings = true;
        Add(_concurrency);
        Add(_priorities);
        RunHost(RunAsync);
    }

    private Task<int> RunAsync(CommandContext context) => ServerHost.RunWorkerAsync(
        [.. Given(context, _concurrency), .. Given(context, _priorities), .. context.Settings], context.Error);

    private static string[] Given(CommandContext context, Option<string> option) =>
        context.Get(option) is { } value ? [option.Name, value] : [];
}
